"""What the books moved between two days: whole months from the stored balances, parts of months line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from services.commons.calendar import month_end
from services.ledger.journal.rules import CLOSING
from services.ledger.journal.tables import Balance, Entry, EntryLine

# (account, auxiliary or "") → (debit, credit), in minor units
Moved = dict[tuple[str, str], tuple[int, int]]


def moved_between(
    session: Session, first: date | None, last: date, *, accounts: tuple[str, str] | None = None, closing: bool = True
) -> Moved:
    """Return what each (account, auxiliary or "") moved from ``first`` (None: ever) to ``last``, both included.

    Debit and credit in minor units; ``accounts`` are bounds of the codes, the second one left out. Without ``closing``
    the entries that close a result are left out.
    """
    if first is not None and last < first:
        return {}
    debits: Counter[tuple[str, str]] = Counter()
    credits: Counter[tuple[str, str]] = Counter()
    for sign, part in _parts(first, last, closing):
        account = part.selected_columns[0]
        bounded = part if accounts is None else part.where(account >= accounts[0], account < accounts[1])
        for code, auxiliary, debit, credit in session.execute(bounded):
            debits[code, auxiliary] += sign * int(debit)
            credits[code, auxiliary] += sign * int(credit)
    keys = sorted(key for key in debits.keys() | credits.keys() if debits[key] or credits[key])
    return {key: (debits[key], credits[key]) for key in keys}


def add(sums: Moved, moved: Moved) -> None:
    """Add what moved to sums, in place."""
    for key, (debit, credit) in moved.items():
        before = sums.get(key, (0, 0))
        sums[key] = before[0] + debit, before[1] + credit


def _parts(first: date | None, last: date, closing: bool) -> Iterator[tuple[int, Select[str, str, Any, Any]]]:
    """List the selections that make up a span, and whether each is added or taken off.

    Whole months together, and parts of months at its ends; what lies nearer to a month's end is what is left of the
    month without the days after it, so that never more than half a month is read line by line.
    """
    since = None if first is None else first if first.day == 1 else _next_month(first)
    until = last if last == month_end(last) else last.replace(day=1) - timedelta(days=1)
    if since is not None and since - timedelta(days=1) > until:  # not until + 1: the last day of all has no next
        assert first is not None
        yield 1, _lines(first, last, closing)
        return
    rest = None
    if until < last:
        rest = (1, until + timedelta(days=1), last)
        if last.day > 15:
            until, rest = month_end(last), (-1, last + timedelta(days=1), month_end(last))
    whole = select(Balance.account, Balance.auxiliary, func.sum(Balance.debit), func.sum(Balance.credit))
    whole = whole.where(Balance.period <= f"{until.year:04d}-{until.month:02d}+")
    if since is not None:
        whole = whole.where(Balance.period >= f"{since.year:04d}-{since.month:02d}")
    if not closing:
        whole = whole.where(~Balance.period.endswith("+"))
    yield 1, whole.group_by(Balance.account, Balance.auxiliary)
    if first is not None and since is not None and first < since:
        yield 1, _lines(first, since - timedelta(days=1), closing)
    if rest is not None:
        yield rest[0], _lines(rest[1], rest[2], closing)


def _lines(first: date, last: date, closing: bool) -> Select[str, str, Any, Any]:
    auxiliary = func.coalesce(EntryLine.auxiliary, "")
    debit = func.sum(case((EntryLine.amount > 0, EntryLine.amount), else_=0))
    credit = func.sum(case((EntryLine.amount < 0, -EntryLine.amount), else_=0))
    lines = (
        select(EntryLine.account, auxiliary, debit, credit).join(Entry, Entry.seq == EntryLine.entry)
        .where(Entry.day.between(first, last)).group_by(EntryLine.account, auxiliary)
    )  # fmt: skip
    return lines if closing else lines.where(Entry.journal != CLOSING)


def _next_month(day: date) -> date:
    return month_end(day) + timedelta(days=1)
