"""Balances on a day: what was carried over, and what the stored periods moved since."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from services.commons.canonical import digest
from services.ledger.closing.carrying import carried_until
from services.ledger.closing.moved import Moved, add, moved_between
from services.ledger.journal.tables import FiscalYear

EARNED = ("6", "8")  # the bounds of the accounts of a result


def standing(session: Session, day: date, *, before_closing: bool = False) -> Moved:
    """Return debit and credit of every (account, auxiliary or "") that ever moved, until the end of a day.

    ``before_closing`` leaves out the entries that close a result in that day's month. The years that are sealed are
    not summed up again, so it takes as long in the tenth year as in the first.
    """
    carried = carried_until(session, day - timedelta(days=1) if before_closing else day)
    sums: Moved = dict(carried.sums) if carried else {}
    since = carried.until + timedelta(days=1) if carried else None
    if before_closing:
        # What closed earlier results stays in; only this month's closing is left out.
        month = day.replace(day=1)
        first = month if since is None or since < month else since
        add(sums, moved_between(session, since, first - timedelta(days=1)))
        add(sums, moved_between(session, first, day, closing=False))
    else:
        add(sums, moved_between(session, since, day))
    return sums


def balances_on(session: Session, day: date, *, before_closing: bool = False) -> dict[str, tuple[int, int]]:
    """Return the same by account alone, in the order of the accounts."""
    sums: dict[str, tuple[int, int]] = {}
    for (account, _), (debit, credit) in sorted(standing(session, day, before_closing=before_closing).items()):
        before = sums.get(account, (0, 0))
        sums[account] = before[0] + debit, before[1] + credit
    return sums


def books_digest(session: Session, day: date) -> str:
    """Return the digest of the trial balance on a day, before the closing of that month."""
    return balances_digest(balances_on(session, day, before_closing=True))


def balances_digest(balances: dict[str, tuple[int, int]]) -> str:
    """Return the digest of balances."""
    state: dict[str, Any] = {account: list(sums) for account, sums in balances.items()}
    return digest(state)


def result_of(session: Session, year: int) -> dict[str, int]:
    """Return what each account of classes 6 and 7 contributed to a year's result (credit positive)."""
    row = session.get(FiscalYear, year)
    return {} if row is None else earned(session, row.starts_on, row.ends_on)


def earned(session: Session, first: date, last: date) -> dict[str, int]:
    """Return what each account of classes 6 and 7 moved between two days, the closing of a result left out."""
    sums: dict[str, int] = {}
    for (account, _), (debit, credit) in moved_between(session, first, last, accounts=EARNED, closing=False).items():
        sums[account] = sums.get(account, 0) + credit - debit
    return {account: amount for account, amount in sorted(sums.items()) if amount}
