"""What an entry is, and when it balances; fiscal years as spans of days."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from services.commons.money import Money

OPENING = "opening"  # the journal of the balances that a cooperative arrives with
CLOSING = "closing"  # the journal whose entries clear classes 6 and 7; kept in a period of their own


RESERVED, LOSSES = ("106", "110", "120"), ("119", "129")


class DraftLine(NamedTuple):
    """One line: ``amount`` in minor units, debit above zero, credit below (a tuple: batches hold ten thousand)."""

    account: str
    amount: int
    currency: str = "EUR"
    auxiliary: str | None = None
    activity: str | None = None
    establishment: str | None = None
    working_group: str | None = None
    funding_source: str | None = None


class Attached(NamedTuple):
    """A document that an entry rests on, by reference: the books keep its digest (SHA-256, hex), never its content."""

    name: str
    media: str
    sha256: str
    url: str | None = None


class Draft(NamedTuple):
    """An entry that is to be posted.

    A room that posts puts the id of its own record into ``metadata["source"]`` (see ``origins``).
    """

    journal: str
    day: date
    label: str
    lines: tuple[DraftLine, ...]
    reference: str | None = None
    metadata: dict[str, str] = {}
    reverses: int | None = None
    attachments: tuple[Attached, ...] = ()


class YearSpan(NamedTuple):
    """A fiscal year: named after the calendar year in which it ends, both days included."""

    year: int
    starts_on: date
    ends_on: date


def debit(account: str, amount: Money, **axes: str | None) -> DraftLine:
    """Return a line that debits an account."""
    return DraftLine(account, amount.minor, amount.currency, **axes)


def credit(account: str, amount: Money, **axes: str | None) -> DraftLine:
    """Return a line that credits an account."""
    return DraftLine(account, -amount.minor, amount.currency, **axes)


def differences(lines: Iterable[DraftLine]) -> dict[str, int]:
    """Return debits less credits of each currency in which they differ; empty when the entry balances."""
    sums: Counter[str] = Counter()
    for line in lines:
        sums[line.currency] += line.amount
    return {currency: sums[currency] for currency in sorted(sums) if sums[currency]}


def draws_on_reserves(lines: Iterable[DraftLine]) -> bool:
    """Say whether an entry takes out of a reserve or of an undistributed result, be it to put it into another one.

    What only an assembly may dispose of: 106 reserves, 110 carried forward, 120 result.
    """
    return any(line.amount > 0 and line.account.startswith(RESERVED) for line in lines)


def makes_losses(lines: Iterable[DraftLine]) -> bool:
    """Say whether an entry adds to the losses, 119 and 129, which the reserves would then be asked to cover."""
    return any(line.amount > 0 and line.account.startswith(LOSSES) for line in lines)


def mirrored(lines: Iterable[DraftLine]) -> tuple[DraftLine, ...]:
    """Return the lines of the counter-entry: each debit a credit, each credit a debit."""
    return tuple(line._replace(amount=-line.amount) for line in lines)


def period_of(journal: str, day: date) -> str:
    """Return the period that a line's balance is kept in: its month, ``2025-12``, or ``2025-12+`` for closing entries.

    The texts sort in time, closing after its month, so "until before the closing" is a comparison.
    """
    month = day.isoformat()[:7]
    return f"{month}+" if journal == CLOSING else month


def year_span(fiscal_year_end: str, day: date) -> YearSpan:
    """Return the fiscal year that a day falls in, when years end on ``MM-DD`` (the last day of a month may be less)."""
    ends_on = _end(fiscal_year_end, day.year)
    if day > ends_on:
        ends_on = _end(fiscal_year_end, day.year + 1) if day.year < date.max.year else date.max
    first = ends_on.year == date.min.year  # the calendar has no year before it
    starts_on = date.min if first else _end(fiscal_year_end, ends_on.year - 1) + timedelta(days=1)
    return YearSpan(ends_on.year, starts_on, ends_on)


def _end(fiscal_year_end: str, year: int) -> date:
    month, day = (int(part) for part in fiscal_year_end.split("-"))
    return date(year, month, min(day, monthrange(year, month)[1]))
