"""Carries the balances of a sealed year over, so that what is old is never summed up again.

Balances are cumulative here, so nothing is posted: the balances are struck once, kept for good, and every later
reading starts from them (ADR on closing). ``rochdale ledger check`` strikes them again and compares.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.commons.canonical import digest
from services.ledger.journal.tables import FiscalYear

from .moved import Moved, add, moved_between
from .tables import CarriedBalance, CarryOver


class Carried(NamedTuple):
    """The balances at a sealed year's end: debit and credit by (account, auxiliary or ""), since ever."""

    until: date
    sums: Moved


def carried_until(session: Session, day: date) -> Carried | None:
    """Return the latest balances carried over that were struck on a day or before it; None when there are none.

    Whoever sums up the books until ``day`` starts from them and adds only what moved after ``until``.
    """
    last = session.execute(
        select(CarryOver.year, CarryOver.until).where(CarryOver.until <= day).order_by(CarryOver.until.desc()).limit(1)
    ).first()
    if last is None:
        return None
    rows = session.execute(
        select(CarriedBalance.account, CarriedBalance.auxiliary, CarriedBalance.debit, CarriedBalance.credit)
        .where(CarriedBalance.year == last.year)
    )  # fmt: skip
    return Carried(last.until, {(account, auxiliary): (debit, credit) for account, auxiliary, debit, credit in rows})


def carry_over(session: Session, year: FiscalYear, position: int, head: str, now: datetime) -> str:
    """Strike and keep the balances at the end of a year that is sealed in this transaction; return their digest."""
    carried = carried_until(session, year.ends_on)
    struck: Moved = dict(carried.sums) if carried else {}
    add(struck, moved_between(session, carried.until + timedelta(days=1) if carried else None, year.ends_on))
    struck_digest = carried_digest(struck)
    session.add(CarryOver(year=year.year, until=year.ends_on, digest=struck_digest, position=position, head=head,
                          carried_at=now))  # fmt: skip
    session.flush()
    rows = [
        {"year": year.year, "account": account, "auxiliary": auxiliary, "debit": debit, "credit": credit}
        for (account, auxiliary), (debit, credit) in sorted(struck.items())
    ]
    if rows:
        session.execute(insert(CarriedBalance), rows)
    return struck_digest


def carried_digest(sums: Moved) -> str:
    """Return the digest of carried balances."""
    return digest([[*key, *moved] for key, moved in sorted(sums.items())])
