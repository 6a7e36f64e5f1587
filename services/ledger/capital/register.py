"""Moves shares: a subscription calls capital, a payment pays it up, and the register keeps both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital import contract, rules
from services.ledger.capital.tables import Member, Movement, MovementCounter, Subscription
from services.ledger.journal.posting import post
from services.ledger.journal.rules import Draft, credit, debit
from services.ledger.journal.tables import entry_id

CALLED_CAPITAL, PAID_UP_CAPITAL, CALLED_FROM_MEMBERS = "1012", "1013", "4562"


@dataclass(frozen=True)
class Paid:
    """A payment as it came: what, when, into which treasury account, under which reference of the payer."""

    amount: Money
    on: date
    account: str = "512"
    reference: str | None = None


def known_member(unit: Unit, member_id: str) -> Member:
    """Return a member, locked so that two subscriptions cannot both find room below the limit."""
    member = unit.session.scalar(select(Member).where(Member.id == member_id).with_for_update())
    if member is None:
        raise contract.UnknownMember(member_id=member_id)
    return member


def subscribe(unit: Unit, member: Member, count: int, on: date, reason: str | None) -> Subscription:
    """Subscribe shares for a locked member: D 4562 / C 1012.

    Raises ShareLimitExceeded and SharesBelowMinimum with the article of the statutes.
    """
    if member.left_on is not None and member.left_on < on:
        raise contract.MemberHasLeft(member_id=member.id, left_on=member.left_on)
    held = _held(unit, member.id)
    _check_bounds(unit, member, held, count, on)
    price = unit.rules_on(on).statutes("shares.nominal").money(unit.currency)
    amount = price * count
    reason = reason or ("increase" if held else "joining")
    identifier = new_id("sub")
    entry = post(unit, [Draft(
        "capital", on, f"Subscription of {count} share(s) {identifier}",
        (debit(CALLED_FROM_MEMBERS, amount, auxiliary=member.id), credit(CALLED_CAPITAL, amount)),
        metadata={"source": identifier},
    )])[0]  # fmt: skip
    row = Subscription(
        id=identifier, member_id=member.id, count=count, unit_price=price.minor, amount=amount.minor, paid=0,
        subscribed_on=on, reason=reason, entry=entry.seq,
    )  # fmt: skip
    unit.session.add(row)
    _move(unit, row, "subscription", new_id("mov"), count, amount.minor, on, reason, None, entry.seq)
    unit.emit(contract.shares_subscribed, f"members/{member.id}", {
        "member_id": member.id, "subscription_id": row.id, "count": count, "amount": amount,
    })  # fmt: skip
    return row


def pay(unit: Unit, subscription: Subscription, paid: Paid) -> Movement:
    """Pay on a locked subscription: D 512 / C 4562, and the capital paid becomes paid up, D 1012 / C 1013."""
    outstanding = Money(subscription.amount - subscription.paid, unit.currency)
    if paid.amount.currency == unit.currency and paid.amount.minor > outstanding.minor:
        raise contract.SubscriptionOverpaid(
            subscription_id=subscription.id, outstanding=outstanding, amount=paid.amount
        )
    entry = post(unit, [Draft(
        "capital", paid.on, f"Payment on subscription {subscription.id}",
        (
            debit(paid.account, paid.amount),
            credit(CALLED_FROM_MEMBERS, paid.amount, auxiliary=subscription.member_id),
            debit(CALLED_CAPITAL, paid.amount),
            credit(PAID_UP_CAPITAL, paid.amount),
        ),
        reference=paid.reference, metadata={"source": subscription.id},
    )])[0]  # fmt: skip
    subscription.paid += paid.amount.minor
    movement = _move(
        unit, subscription, "payment", new_id("pay"), 0, paid.amount.minor, paid.on, subscription.reason,
        paid.reference, entry.seq,
    )  # fmt: skip
    unit.emit(contract.shares_paid_up, f"members/{subscription.member_id}", {
        "member_id": subscription.member_id, "subscription_id": subscription.id,
        "paid": Money(subscription.paid, unit.currency), "amount": Money(subscription.amount, unit.currency),
        "shares_held": _held(unit, subscription.member_id), "fully_paid": subscription.paid == subscription.amount,
    })  # fmt: skip
    return movement


def locked_subscription(unit: Unit, subscription_id: str) -> Subscription:
    """Return a subscription, locked so that two payments cannot both find it unpaid."""
    row = unit.session.scalar(select(Subscription).where(Subscription.id == subscription_id).with_for_update())
    if row is None:
        raise contract.UnknownSubscription(subscription_id=subscription_id)
    return row


def shown(unit: Unit, rows: list[Subscription], until: date | None = None) -> list[dict[str, Any]]:
    """Return subscriptions as the API shows them, with their payments until a day."""
    payments: dict[str, list[Movement]] = {row.id: [] for row in rows}
    found = select(Movement).where(Movement.subscription_id.in_(payments), Movement.kind == "payment")
    if until is not None:
        found = found.where(Movement.effective_on <= until)
    for movement in unit.session.scalars(found.order_by(Movement.number)):
        payments[movement.subscription_id].append(movement)
    currency = unit.currency

    def money(minor: int) -> Money:
        return Money(minor, currency)

    return [
        {
            "id": row.id, "member_id": row.member_id, "count": row.count, "unit_price": money(row.unit_price),
            "amount": money(row.amount), "paid": money(sum(one.amount for one in payments[row.id])),
            "fully_paid": sum(one.amount for one in payments[row.id]) == row.amount,
            "subscribed_on": row.subscribed_on, "reason": row.reason, "entry": entry_id(row.entry),
            "payments": [
                {"id": one.id, "amount": money(one.amount), "paid_on": one.effective_on, "reference": one.reference,
                 "entry": entry_id(one.entry)}
                for one in payments[row.id]
            ],
        }
        for row in rows
    ]  # fmt: skip


def _held(unit: Unit, member_id: str) -> int:
    unit.session.flush()
    total = select(func.coalesce(func.sum(Subscription.count), 0)).where(Subscription.member_id == member_id)
    return int(unit.session.scalar(total) or 0)


def _check_bounds(unit: Unit, member: Member, held: int, count: int, on: date) -> None:
    statutes = unit.rules_on(on).statutes("shares").value
    allowed = rules.bounds(statutes, member.category)
    own = (statutes.get("by_category") or {}).get(member.category, {})

    def article(bound: str) -> str:
        path = f"shares.by_category.{member.category}.{bound}" if bound in own else f"shares.{bound}"
        return unit.rules_on(on).statutes(path, None).article

    if rules.exceeds(held, count, allowed):
        raise contract.ShareLimitExceeded(
            article=article("maximum"), member_id=member.id, held=held, asked=count, maximum=allowed.maximum
        )
    if rules.falls_short(held, count, allowed):
        raise contract.SharesBelowMinimum(
            article=article("minimum"), member_id=member.id, would_hold=held + count, minimum=allowed.minimum
        )


def _move(
    unit: Unit, row: Subscription, kind: str, identifier: str, count: int, amount: int, on: date, reason: str,
    reference: str | None, entry: int,
) -> Movement:  # fmt: skip
    counter = insert(MovementCounter).values(only=1, last=1)
    number = unit.session.scalar(
        counter.on_conflict_do_update(index_elements=["only"], set_={"last": MovementCounter.last + 1})
        .returning(MovementCounter.last)
    )  # fmt: skip
    movement = Movement(
        number=number, id=identifier, kind=kind, member_id=row.member_id, subscription_id=row.id, count=count,
        unit_price=row.unit_price, amount=amount, signed_on=on, effective_on=on, reason=reason, reference=reference,
        entry=entry, recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(movement)
    return movement
