"""What the books know that an entry must agree with: accounts, auxiliaries, axes, years and months, currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.dialects.postgresql import insert

from services.commons.refusals import Refusal
from services.commons.rulebook import Rule
from services.commons.storage import Unit
from services.ledger.accounts.axes import named_in_rules
from services.ledger.accounts.chart import JOURNALS, AccountRow, accounts_named

from .columns import Facts
from .knowing import Known, asked
from .refusals import (
    AccountKeptByRegister,
    AuxiliaryNotAllowed,
    AuxiliaryRequired,
    BeyondOpenYear,
    JournalReserved,
    PeriodClosed,
    ReservesIndivisible,
    UnknownAccount,
    UnknownAuxiliary,
    UnknownAxisValue,
    UnknownJournal,
    WrongCurrency,
)
from .reserves import indivisible
from .rules import CLOSING, YearSpan, year_span
from .tables import FiscalYear

KEPT_BY_REGISTER = ("1012", "1013", "4562", "4567")


@dataclass(frozen=True)
class Books:
    """The state of the books as far as some entries need it, held against a closing until the transaction ends."""

    currency: Rule
    accounts: dict[str, AccountRow]
    known: Known
    # What statutes and bylaws name on the axes.
    axes: Mapping[tuple[str, str], str]
    may_close: bool
    fiscal_year_end: Rule
    today: date
    # Entries that close a year; and entries that a person hands in, to whom some accounts are shut.
    closing: bool
    by_hand: bool
    # The law on reserves, where an entry by hand draws on them.
    indivisible: str | None

    @classmethod
    def opened(
        cls, unit: Unit, facts: Facts, *, closing: bool = False, by_hand: bool = False, restoring: bool = False
    ) -> Books:
        """Share the book, so that nothing that a closing changes changes meanwhile, and read what entries need."""
        year_end = unit.rules.statutes("identity.fiscal_year_end", "12-31")
        running = year_span(str(year_end.value), unit.today).year
        spans = {span.year: span for _, day in facts.days
                 if (span := year_span(str(year_end.value), day)).year <= running}  # fmt: skip
        known = asked(unit.session, facts, list(spans))
        for year in sorted(spans.keys() - known.years.keys()):
            # Whoever else opens it meanwhile opens it too: a year begins open.
            span = spans[year]
            row = {"year": year, "starts_on": span.starts_on, "ends_on": span.ends_on, "state": "open"}
            unit.session.execute(insert(FiscalYear).values(row).on_conflict_do_nothing())
            known.years[year] = "open"
        return cls(
            currency=unit.rules.statutes("identity.currency"),
            accounts=accounts_named(unit.session, facts.accounts),
            known=known,
            axes=named_in_rules(unit, {axis for axis, _ in facts.axes}) if facts.axes else {},
            may_close=unit.actor.may("entries:close"),
            fiscal_year_end=year_end,
            today=unit.today,
            closing=closing,
            by_hand=by_hand,
            indivisible=indivisible(unit) if by_hand and not restoring and (
                facts.draws_on_reserves or facts.opens_losses
            ) else None,
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
            if auxiliary not in self.known.auxiliaries:
                return UnknownAuxiliary(auxiliary=auxiliary)
        # The losses of old books are opened before any accounts are drawn up; later ones are made by closing a year.
        opens_losses = facts.opens_losses and self.known.last_drawn_up is not None
        if self.indivisible and (facts.draws_on_reserves or opens_losses):
            return ReservesIndivisible(article=self.indivisible)
        return self._details(facts)

    def _details(self, facts: Facts) -> Refusal | None:
        if self.known.detailed and not self.closing:
            for account in sorted(facts.bare & self.known.detailed):
                return AuxiliaryRequired(account=account)
        for (axis, value), day in facts.axes.items():
            until = self.known.axes.get((axis, value), date.min)
            if (axis, value) not in self.axes and until is not None and until < day:
                return UnknownAxisValue(axis=axis.replace("_", " "), value=value, date=day)
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
        state = self.known.years[span.year]
        if state != "open" and not (self.closing and state == "drawn_up"):
            return PeriodClosed(date=day, period=f"fiscal year {span.year}", state=state)
        last = self.known.last_drawn_up  # what lies before it is carried into it
        if last is not None and span.year < last:
            before = f"fiscal year {span.year}, before the accounts drawn up for {last}"
            return PeriodClosed(date=day, period=before, state="closed")
        month = self.known.months.get(f"{day:%Y-%m}")
        if not self.closing and (month == "closed" or (month == "closing" and not self.may_close)):
            return PeriodClosed(date=day, period=f"{day:%Y-%m}", state=month)
        return None
