"""Reads the register: what a member holds, who holds shares, how they moved, and the limits on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.clock import LEGAL_ZONE
from services.commons.money import Money
from services.commons.rulebook import Rule
from services.commons.storage import Listed, Unit, page_of
from services.ledger.capital import contract, rules
from services.ledger.capital.levels import capital_on, highest_on
from services.ledger.capital.limits import (
    binding_since,
    employees_least,
    fewest_holders,
    is_employee,
    largest_part,
    votes_on,
)
from services.ledger.capital.movements import movement_shown
from services.ledger.capital.showing import shown
from services.ledger.capital.tables import Member, Movement, Subscription


@answers(contract.member_shares)
def member_shares(unit: Unit, member_id: str, as_of: date | None) -> dict[str, Any]:
    """Show what a member holds on a day."""
    if unit.session.get(Member, member_id) is None:
        raise contract.UnknownMember(member_id=member_id)
    return member_shares_on(unit, member_id, as_of or unit.today)


def member_shares_on(unit: Unit, member_id: str, day: date) -> dict[str, Any]:
    """Return what a member holds on a day, its movements included, with all subscriptions until then."""
    sums = (func.coalesce(func.sum(column), 0) for column in (Movement.shares, Movement.called, Movement.paid,
                                                              Movement.owed))  # fmt: skip
    of_member = select(*sums).where(Movement.member_id == member_id, Movement.effective_on <= day)
    shares, called, paid, owed = (int(one) for one in unit.session.execute(of_member).one())
    rows = unit.session.scalars(
        select(Subscription).where(Subscription.member_id == member_id, Subscription.subscribed_on <= day)
        .order_by(Subscription.id)
    ).all()  # fmt: skip
    return {
        "member_id": member_id, "as_of": day, "shares": shares, "subscribed": Money(called, unit.currency),
        "paid_up": Money(paid, unit.currency), "to_repay": Money(owed, unit.currency),
        "subscriptions": shown(unit, list(rows), day),
    }  # fmt: skip


@answers(contract.get_capital)
def get_capital(unit: Unit, as_of: date | None) -> dict[str, Any]:
    """Show the capital on a day."""
    day = as_of or unit.today
    return {"as_of": day, **capital_on(unit, day)}


@answers(contract.holders)
def list_holders(unit: Unit, as_of: date | None, known_at: date | None, limit: int, cursor: str | None) -> Listed:
    """Read the register of holders on a day, by member id."""
    page = page_of(unit.session, holders_on(unit, as_of or unit.today, known_at), key=[Movement.member_id],
                   limit=limit, cursor=cursor, scalars=False)  # fmt: skip
    return Listed([holder_shown(row, unit.currency) for row in page.data], page.next_cursor)


def holders_on(unit: Unit, day: date, known_at: date | None = None) -> Any:
    """Return the selection of who holds shares on a day, as it was known at the end of another (now if not said)."""
    held = (
        select(Movement.member_id, Member.number, Member.category, func.sum(Movement.shares).label("shares"),
               func.sum(Movement.called).label("called"), func.sum(Movement.paid).label("paid"))
        .join(Member, Member.id == Movement.member_id, isouter=True)
        .where(Movement.effective_on <= day)
        .group_by(Movement.member_id, Member.number, Member.category).having(func.sum(Movement.shares) > 0)
    )  # fmt: skip
    if known_at is not None and known_at < date.max:
        # A day ends at midnight where the cooperative is.
        following = known_at + timedelta(days=1)
        held = held.where(Movement.recorded_at < datetime(following.year, following.month, following.day,
                                                          tzinfo=LEGAL_ZONE))  # fmt: skip
    return held


def holder_shown(row: Any, currency: str) -> dict[str, Any]:
    """Return a holder as the API shows it."""
    return {
        "member_id": row.member_id, "number": row.number, "category": row.category, "shares": int(row.shares),
        "subscribed": Money(int(row.called), currency), "paid_up": Money(int(row.paid), currency),
    }  # fmt: skip


@answers(contract.list_movements)
def list_movements(
    unit: Unit, member_id: str | None, kind: str | None, since: date | None, until: date | None, limit: int,
    cursor: str | None,
) -> Listed:  # fmt: skip
    """Read the movement register in the order of its numbers."""
    rows = movements_between(since, until)
    if member_id:
        rows = rows.where(Movement.member_id == member_id)
    if kind:
        rows = rows.where(Movement.kind == kind)
    page = page_of(unit.session, rows, key=[Movement.number], limit=limit, cursor=cursor)
    currency = unit.currency
    return Listed([movement_shown(_row(one), currency) for one in page.data], page.next_cursor)


def movements_between(since: date | None, until: date | None) -> Any:
    """Return the selection of the movements that took effect between two days, both included."""
    rows = select(Movement)
    if since:
        rows = rows.where(Movement.effective_on >= since)
    return rows.where(Movement.effective_on <= until) if until else rows


def _row(movement: Movement) -> dict[str, Any]:
    return {column.key: getattr(movement, column.key) for column in Movement.__table__.columns}


@answers(contract.capital_limits)
def capital_limits(unit: Unit, as_of: date | None) -> dict[str, Any]:
    """Show each limit beside its value."""
    day = as_of or unit.today
    return {"as_of": day, "limits": list(limits_on(unit, day))}


def limits_on(unit: Unit, day: date) -> Iterator[dict[str, Any]]:
    """Yield each limit on a day: the most shares and the largest part of one member, employees' parts, the floor."""
    held = holders_on(unit, day).subquery()
    rows = unit.session.execute(
        select(held.c.category, func.count(), func.max(held.c.shares), func.max(held.c.called), func.sum(held.c.called))
        .group_by(held.c.category).order_by(held.c.category)
    ).all()  # fmt: skip
    total, holders = sum(int(row[4]) for row in rows), sum(int(row[1]) for row in rows)
    binding = day >= binding_since(unit) and holders >= fewest_holders(unit, day)
    for category, _, shares, called, _ in rows:
        yield from _of_category(unit, day, category, int(shares), rules.part(int(called), total), binding)
    for of in ("capital", "votes"):
        if least := employees_least(unit, day, of):
            value = rules.part(*(votes_on(unit, day) if of == "votes" else (_employees_capital(unit, day), total)))
            empty = of == "capital" and not total
            yield {"rule": f"employees.{of}_minimum", "value": str(value), "limit": str(least.value),
                   "article": least.article, "holds": empty or value >= least.fraction, "binding": binding}  # fmt: skip
    floor = unit.rules_on(day).law("capital.minimum_fraction_of_highest")
    least_capital = rules.floor(highest_on(unit.session, day), floor.fraction)
    yield {"rule": floor.path, "value": str(Money(total, unit.currency)),
           "limit": str(Money(least_capital, unit.currency)), "article": floor.article,
           "holds": total >= least_capital, "binding": True}  # fmt: skip


def _of_category(
    unit: Unit, day: date, category: str | None, shares: int, largest: Any, binding: bool
) -> Iterator[dict[str, Any]]:
    read = unit.rules_on(day)
    most: Rule = read.statutes(f"shares.by_category.{category}.maximum", None)
    if most.value is None:
        most = read.statutes("shares.maximum", None)
    if most.value is not None:
        yield {"rule": most.path, "value": str(shares), "limit": str(most.value), "article": most.article,
               "holds": shares <= int(most.value), "binding": True}  # fmt: skip
    part = largest_part(unit, day, category)
    if part is not None:
        yield {"rule": part.path, "value": str(largest), "limit": str(part.value), "article": part.article,
               "holds": largest <= part.fraction, "binding": binding}  # fmt: skip


def _employees_capital(unit: Unit, day: date) -> int:
    called = (
        select(func.coalesce(func.sum(Movement.called), 0)).join(Member, Member.id == Movement.member_id)
        .where(Movement.effective_on <= day, is_employee(unit, day))
    )  # fmt: skip
    return int(unit.session.scalar(called) or 0)
