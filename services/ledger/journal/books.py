"""What the books know that an entry must agree with: accounts, auxiliaries, years and months, currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.refusals import Refusal
from services.commons.rulebook import Rule
from services.commons.storage import Unit
from services.ledger.accounts.chart import JOURNALS, AccountRow, accounts_named
from services.ledger.accounts.tables import Auxiliary

from .columns import Facts
from .refusals import (
    AccountKeptByRegister,
    AuxiliaryNotAllowed,
    BeyondOpenYear,
    JournalReserved,
    PeriodClosed,
    ReservesIndivisible,
    UnknownAccount,
    UnknownAuxiliary,
    UnknownJournal,
    WrongCurrency,
)
from .rules import CLOSING, YearSpan, year_span
from .tables import ClosedMonth, FiscalYear

KEPT_BY_REGISTER = ("1012", "1013", "4562")
BOOK = 4563  # the advisory lock that all postings of a cooperative share


@dataclass(frozen=True)
class Books:
    """The state of the books as far as some entries need it, locked against a closing until the transaction ends."""

    currency: Rule
    accounts: dict[str, AccountRow]
    auxiliaries: frozenset[str]
    years: dict[int, FiscalYear]
    closed_months: frozenset[str]
    fiscal_year_end: Rule
    today: date
    # Entries that close a year; and entries that a person hands in, to whom some accounts are shut.
    closing: bool
    by_hand: bool
    # The last year whose accounts are drawn up: what lies before it is carried into it.
    last_drawn_up: int | None
    # The law on reserves, where an entry by hand draws on them.
    indivisible: str | None

    @classmethod
    def opened(
        cls, unit: Unit, facts: Facts, *, closing: bool = False, by_hand: bool = False, restoring: bool = False
    ) -> Books:
        """Read what the given entries need, and hold their fiscal years open."""
        unit.session.execute(select(func.pg_advisory_xact_lock_shared(BOOK)))  # a holder passes through its own lock
        year_end = unit.rules.statutes("identity.fiscal_year_end", "12-31")
        named = {auxiliary for _, auxiliary in facts.auxiliaries}
        known = unit.session.scalars(select(Auxiliary.id).where(Auxiliary.id.in_(named))) if named else ()
        days = [day for _, day in facts.days]
        months = {f"{day:%Y-%m}" for day in days}
        return cls(
            currency=unit.rules.statutes("identity.currency"),
            accounts=accounts_named(unit.session, facts.accounts),
            auxiliaries=frozenset(known),
            years=held_years(unit, days, str(year_end.value)),
            closed_months=frozenset(unit.session.scalars(select(ClosedMonth.month).where(ClosedMonth.month.in_(months)))),
            fiscal_year_end=year_end,
            today=unit.today,
            closing=closing,
            by_hand=by_hand,
            last_drawn_up=unit.session.scalar(select(func.max(FiscalYear.year)).where(FiscalYear.state != "open")),
            indivisible=_indivisible(unit) if by_hand and facts.draws_on_reserves and not restoring else None,
        )

    def year_of(self, day: date) -> YearSpan:
        """Return the fiscal year that a day falls in."""
        return year_span(str(self.fiscal_year_end.value), day)

    def refusal(self, facts: Facts) -> Refusal | None:
        """Return the first thing that the books have against entries of these facts, or None."""
        for currency in facts.currencies:
            if currency != self.currency.value:
                return WrongCurrency(kept=self.currency.value, given=currency, article=self.currency.article)
        for journal, day in facts.days:
            if problem := self._journal(journal) or self._day(day):
                return problem
        for account, (first, last) in facts.accounts.items():
            row = self.accounts.get(account)
            if row is None or not row.in_force(first):
                return UnknownAccount(account=account, date=first)
            if not row.in_force(last):
                return UnknownAccount(account=account, date=last)
            if self.by_hand and account.startswith(KEPT_BY_REGISTER):
                return AccountKeptByRegister(account=account)
        for account, auxiliary in facts.auxiliaries:
            if not self.accounts[account].third_party:
                return AuxiliaryNotAllowed(account=account)
            if auxiliary not in self.auxiliaries:
                return UnknownAuxiliary(auxiliary=auxiliary)
        if facts.draws_on_reserves and self.indivisible:
            return ReservesIndivisible(article=self.indivisible)
        return None

    def _journal(self, journal: str) -> Refusal | None:
        if journal not in JOURNALS:
            return UnknownJournal(journal=journal)
        if journal == CLOSING and not self.closing:
            return JournalReserved(journal=journal)
        return None

    def _day(self, day: date) -> Refusal | None:
        span = self.year_of(day)
        running = self.year_of(self.today)
        if span.year > running.year:
            return BeyondOpenYear(date=day, ends_on=running.ends_on, article=self.fiscal_year_end.article)
        state = self.years[span.year].state
        if state != "open" and not (self.closing and state == "drawn_up"):
            return PeriodClosed(date=day, period=f"fiscal year {span.year}", state=state)
        if self.last_drawn_up is not None and span.year < self.last_drawn_up:
            before = f"fiscal year {span.year}, before the accounts drawn up for {self.last_drawn_up}"
            return PeriodClosed(date=day, period=before, state="closed")
        if not self.closing and f"{day:%Y-%m}" in self.closed_months:
            return PeriodClosed(date=day, period=f"{day:%Y-%m}", state="closed")
        return None


def _indivisible(unit: Unit) -> str | None:
    """Return the law that keeps reserves together; it is that of cooperatives, not of associations."""
    if unit.rules.statutes("identity.regime").value == "association":
        return None
    return unit.rules.law("reserves.indivisible").article


def held_years(unit: Unit, days: list[date], fiscal_year_end: str) -> dict[int, FiscalYear]:
    """Return the fiscal years of some days, opened if they are new, and locked against a change of their state."""
    running = year_span(fiscal_year_end, unit.today).year
    spans = {span.year: span for day in set(days) if (span := year_span(fiscal_year_end, day)).year <= running}
    for attempt in (1, 2):
        rows = unit.session.scalars(
            select(FiscalYear).where(FiscalYear.year.in_(spans)).order_by(FiscalYear.year)
            .with_for_update(read=True).execution_options(populate_existing=True)
        )  # fmt: skip
        found = {row.year: row for row in rows}
        missing = [spans[year] for year in sorted(spans) if year not in found]
        if not missing or attempt == 2:
            return found
        for span in missing:
            unit.session.execute(
                insert(FiscalYear).values(year=span.year, starts_on=span.starts_on, ends_on=span.ends_on, state="open")
                .on_conflict_do_nothing()
            )  # fmt: skip
    raise AssertionError("unreachable")
