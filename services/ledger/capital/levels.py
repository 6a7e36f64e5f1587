"""What the movements come to on a day: the capital, who holds it, and the highest it ever reached."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.commons.money import Money
from services.commons.rulebook import Rule
from services.commons.storage import Unit
from services.ledger.capital import rules
from services.ledger.capital.tables import Movement


def capital_on(unit: Unit, day: date) -> dict[str, Any]:
    """Return shares, holders, subscribed, unpaid, paid-up and highest capital on a day, and what is still to repay."""
    by_member = (
        select(func.sum(Movement.shares).label("shares"), func.sum(Movement.called).label("called"),
               func.sum(Movement.paid).label("paid"), func.sum(Movement.owed).label("owed"))
        .where(Movement.effective_on <= day).group_by(Movement.member_id).subquery()
    )  # fmt: skip
    sums = (func.coalesce(func.sum(by_member.c[name]), 0) for name in ("shares", "called", "paid", "owed"))
    holders = func.count().filter(by_member.c.shares > 0)
    shares, called, paid, owed, holding = (int(one) for one in unit.session.execute(select(*sums, holders)).one())

    def money(minor: int) -> Money:
        return Money(minor, unit.currency)

    return {
        "shares": shares, "holders": holding, "subscribed": money(called), "called_unpaid": money(called - paid),
        "paid_up": money(paid), "highest": money(highest_on(unit.session, day)), "to_repay": money(owed),
    }  # fmt: skip


def highest_on(session: Session, day: date) -> int:
    """Return the highest called capital that was ever reached until a day, in minor units."""
    running = (
        select(func.sum(Movement.called).over(order_by=(Movement.effective_on, Movement.number)).label("level"))
        .where(Movement.effective_on <= day, Movement.called != 0)
        .subquery()
    )
    return int(session.scalar(select(func.max(running.c.level))) or 0)


def paid_up_days(session: Session, starts_on: date, ends_on: date) -> dict[str, int]:
    """Return each member's paid-up capital times the days it was held in a span, both ends included (minor · days)."""
    rows = session.execute(
        select(Movement.member_id, Movement.effective_on, func.sum(Movement.paid))
        .where(Movement.paid != 0, Movement.effective_on <= ends_on)
        .group_by(Movement.member_id, Movement.effective_on)
    )
    held: dict[str, int] = {}
    for member, since, amount in rows:
        held[member] = held.get(member, 0) + int(amount) * ((ends_on - max(since, starts_on)).days + 1)
    return {member: days for member, days in sorted(held.items()) if days}


class Floor:
    """The capital below which no repayment may take it; read while the book is held."""

    def __init__(self, unit: Unit) -> None:
        self.rule: Rule = unit.rules.law("capital.minimum_fraction_of_highest")
        sums = select(func.coalesce(func.sum(Movement.called), 0), func.coalesce(func.sum(Movement.owed), 0))
        self.capital, self.owed = (int(one) for one in unit.session.execute(sums).one())
        self.highest = highest_on(unit.session, date.max)
        self.least = rules.floor(self.highest, self.rule.fraction)

    @property
    def payable(self) -> int:
        """What may be paid of all that is owed, in minor units."""
        return rules.payable(self.capital, self.owed, self.least)

    @property
    def binds(self) -> bool:
        """Whether something that is owed has to wait."""
        return self.payable < self.owed
