"""The register's operations, and the members that membership tells of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers, follows
from services.commons.events.received import Event
from services.commons.jobs import Verdict
from services.commons.money import Money
from services.commons.storage import Listed, Unit, page_of
from services.ledger.capital import contract, register
from services.ledger.capital.importing import ShareLine, share_lines
from services.ledger.capital.showing import shown
from services.ledger.capital.tables import Member, Movement, Subscription
from services.ledger.csv_lines import money_of
from services.ledger.journal.posting import hold_the_book, share_the_book
from services.ledger.journal.tables import entry_id
from services.membership.admissions.contract import application_accepted
from services.membership.register.contract import member_admitted, member_left


@answers(contract.subscribe)
def subscribe(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Subscribe shares for a member or accepted applicant."""
    share_the_book(unit)
    member = register.known_member(unit, member_id)
    wanted = register.Wanted(member, body["count"], body["subscribed_on"] or unit.today, body["reason"])
    return shown(unit, register.subscribe(unit, [wanted]))[0]


@answers(contract.pay)
def pay(unit: Unit, subscription_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Take a payment on a subscription."""
    share_the_book(unit)
    row = register.locked_subscription(unit, subscription_id)
    paid = register.Paid(body["amount"], body["paid_on"] or unit.today, body["account"], body["reference"])
    register.pay(unit, row, paid)
    unit.session.flush()
    return shown(unit, [row])[0]


@answers(contract.get_subscription)
def get_subscription(unit: Unit, subscription_id: str) -> dict[str, Any]:
    """Show a subscription."""
    row = unit.session.get(Subscription, subscription_id)
    if row is None:
        raise contract.UnknownSubscription(subscription_id=subscription_id)
    return shown(unit, [row])[0]


def import_lines(unit: Unit, values: Sequence[ShareLine], dry_run: bool) -> list[Verdict]:
    """Subscribe the shares of many lines and take their payments, if any."""
    hold_the_book(unit)
    members = register.locked_members(unit, [value.member for value in values])
    wanted = []
    for value in values:
        day = value.day or unit.today
        paid = None
        if value.paid:
            paid = register.Paid(money_of(value.paid, unit.currency), day, "512", value.reference)
        wanted.append(register.Wanted(members[value.member], value.count, day, None, paid))
    return [Verdict("created", row.id) for row in register.subscribe(unit, wanted)]


@answers(contract.import_subscriptions, items=share_lines, together=import_lines)
def import_line(unit: Unit, value: ShareLine, dry_run: bool) -> Verdict:
    """Subscribe one line's shares and take its payment, if any."""
    return import_lines(unit, [value], dry_run)[0]


@answers(contract.member_shares)
def member_shares(unit: Unit, member_id: str, as_of: date | None) -> dict[str, Any]:
    """Show what a member holds on a day."""
    if unit.session.get(Member, member_id) is None:
        raise contract.UnknownMember(member_id=member_id)
    day = as_of or unit.today
    rows = unit.session.scalars(
        select(Subscription).where(Subscription.member_id == member_id, Subscription.subscribed_on <= day)
        .order_by(Subscription.id)
    ).all()  # fmt: skip
    subscriptions = shown(unit, list(rows), day)
    return {
        "member_id": member_id, "as_of": day, "shares": sum(row.count for row in rows),
        "subscribed": Money(sum(row.amount for row in rows), unit.currency),
        "paid_up": Money(sum(one["paid"].minor for one in subscriptions), unit.currency),
        "subscriptions": subscriptions,
    }  # fmt: skip


@answers(contract.get_capital)
def get_capital(unit: Unit, as_of: date | None) -> dict[str, Any]:
    """Show the capital on a day."""
    day = as_of or unit.today
    return {"as_of": day, **capital_on(unit, day)}


def capital_on(unit: Unit, day: date) -> dict[str, Any]:
    """Return shares, holders, subscribed, unpaid, paid-up and highest capital on a day, from the movements."""
    subscribed = case((Movement.kind == "subscription", Movement.amount), else_=0)
    paid = case((Movement.kind == "payment", Movement.amount), else_=0)
    row = unit.session.execute(
        select(
            func.coalesce(func.sum(Movement.count), 0), func.count(func.distinct(Movement.member_id)),
            func.coalesce(func.sum(subscribed), 0), func.coalesce(func.sum(paid), 0),
        ).where(Movement.effective_on <= day)
    ).one()  # fmt: skip
    running = (
        select(func.sum(subscribed).over(order_by=(Movement.effective_on, Movement.number)).label("level"))
        .where(Movement.effective_on <= day)
        .subquery()
    )
    highest = unit.session.scalar(select(func.max(running.c.level))) or 0
    currency = unit.currency
    return {
        "shares": int(row[0]), "holders": int(row[1]), "subscribed": Money(int(row[2]), currency),
        "called_unpaid": Money(int(row[2]) - int(row[3]), currency), "paid_up": Money(int(row[3]), currency),
        "highest": Money(int(highest), currency),
    }  # fmt: skip


@answers(contract.list_movements)
def list_movements(unit: Unit, member_id: str | None, limit: int, cursor: str | None) -> Listed:
    """Read the movement register in the order of its numbers."""
    rows = select(Movement)
    if member_id:
        rows = rows.where(Movement.member_id == member_id)
    page = page_of(unit.session, rows, key=[Movement.number], limit=limit, cursor=cursor)
    currency = unit.currency
    return Listed(
        [
            {
                "number": row.number, "kind": row.kind, "member_id": row.member_id,
                "subscription_id": row.subscription_id, "count": row.count,
                "unit_price": Money(row.unit_price, currency), "amount": Money(row.amount, currency),
                "signed_on": row.signed_on, "effective_on": row.effective_on, "reason": row.reason,
                "entry": entry_id(row.entry), "recorded_at": row.recorded_at,
            }
            for row in page.data
        ],
        page.next_cursor,
    )  # fmt: skip


@follows(application_accepted, projection=(Member,))
def on_application_accepted(unit: Unit, event: Event) -> None:
    """Know an accepted applicant: shares may be subscribed from now on."""
    told = event.data
    row = insert(Member).values(id=told["member_id"], number=None, kind=told["kind"], category=told["category"])
    unit.session.execute(row.on_conflict_do_update(index_elements=["id"], set_={"category": told["category"]}))


@follows(member_admitted, projection=(Member,))
def on_member_admitted(unit: Unit, event: Event) -> None:
    """Know a member's number and category."""
    told = event.data
    known = {
        "number": told["number"], "kind": told["kind"], "category": told["category"],
        "admitted_on": date.fromisoformat(told["admitted_on"]), "left_on": None,
    }  # fmt: skip
    row = insert(Member).values(id=told["member_id"], **known)
    unit.session.execute(row.on_conflict_do_update(index_elements=["id"], set_=known))


@follows(member_left, projection=(Member,))
def on_member_left(unit: Unit, event: Event) -> None:
    """Know that a member left, and when."""
    member = unit.session.get(Member, event.data["member_id"], with_for_update=True)
    if member is not None:
        member.left_on = date.fromisoformat(event.data["left_on"])
