"""The days that a general ledger covers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from services.commons.storage import Unit
from services.ledger.closing.moved import moved_between
from services.ledger.closing.opening import opening_balances
from services.ledger.closing.years import known_year
from services.ledger.exports.contract import PeriodSpansYears
from services.ledger.journal.tables import FiscalYear
from services.ledger.journal.years import running_year


@dataclass(frozen=True)
class Period:
    """Some days of one fiscal year."""

    year: FiscalYear
    since: date
    until: date

    @classmethod
    def asked(cls, unit: Unit, year: int | None, since: date | None, until: date | None) -> Period:
        """Return the period that was asked for: a year, two days of one, or the running year up to today."""
        if year is not None:
            row = known_year(unit, year)
            return cls(row, row.starts_on, row.ends_on)
        span = running_year(unit, since or until or unit.today)
        first, last = since or span.starts_on, until or min(span.ends_on, max(unit.today, since or span.starts_on))
        if not span.starts_on <= first <= last <= span.ends_on:
            raise PeriodSpansYears(since=first, until=last)
        known = unit.session.get(FiscalYear, span.year)
        # A year that nothing was posted in yet has its opening balances all the same.
        row = known or FiscalYear(year=span.year, starts_on=span.starts_on, ends_on=span.ends_on, state="open")
        return cls(row, first, last)

    def openings(self, unit: Unit) -> dict[str, int]:
        """Return what each account stands at when the period begins, in minor units, debit above zero."""
        found: dict[str, int] = {}
        for (account, _), amount in opening_balances(unit.session, self.year).items():
            found[account] = found.get(account, 0) + amount
        if self.since > self.year.starts_on:
            before = moved_between(unit.session, self.year.starts_on, self.since - timedelta(days=1))
            for (account, _), (debit, credit) in before.items():
                found[account] = found.get(account, 0) + debit - credit
        return {account: amount for account, amount in found.items() if amount}
