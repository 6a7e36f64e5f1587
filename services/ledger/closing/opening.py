"""The balances with which a fiscal year begins."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.ledger.journal.tables import FiscalYear

from .carrying import carried_until
from .moved import moved_between

PROFIT, LOSS = "120", "129"
STANDING = ("1", "6")  # the bounds of the accounts whose balances are carried into the next year
EARNED = ("6", "8")  # the bounds of those that a year begins anew


def opening_balances(session: Session, year: FiscalYear) -> dict[tuple[str, str], int]:
    """Return what each (account, auxiliary or "") of classes 1 to 5 stands at when a year begins.

    In minor units, debits above zero, balances of zero left out. The result of an earlier year that is not closed
    yet stands on 120 or 129, where its closing will put it, so that the whole sums to zero (PCG art. 941-12).
    """
    before = year.starts_on - timedelta(days=1)
    carried = carried_until(session, before)
    since = carried.until + timedelta(days=1) if carried else None
    balances: Counter[tuple[str, str]] = Counter()
    for sums in (carried.sums if carried else {}, moved_between(session, since, before, accounts=STANDING)):
        for key, (debit, credit) in sums.items():
            if STANDING[0] <= key[0] < STANDING[1]:
                balances[key] += debit - credit
    earlier = select(FiscalYear).where(FiscalYear.ends_on <= before).order_by(FiscalYear.year)
    for other in session.scalars(earlier if since is None else earlier.where(FiscalYear.starts_on >= since)):
        earned = moved_between(session, other.starts_on, other.ends_on, accounts=EARNED)
        result = sum(debit - credit for debit, credit in earned.values())
        balances[PROFIT if result < 0 else LOSS, ""] += result
    return {key: amount for key, amount in sorted(balances.items()) if amount}
