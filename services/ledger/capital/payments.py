"""Takes payments on subscriptions: capital that was called becomes paid up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.calendar import months_later
from services.commons.events.outbox import Told
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.accounts.tables import Auxiliary
from services.ledger.capital import contract, rules
from services.ledger.capital.movements import Move, write_movements
from services.ledger.capital.tables import Subscription
from services.ledger.journal.posting import post
from services.ledger.journal.refusals import UnknownAuxiliary
from services.ledger.journal.rules import Draft, credit, debit

CALLED_CAPITAL, PAID_UP_CAPITAL, CALLED_FROM_MEMBERS = "1012", "1013", "4562"


@dataclass(frozen=True)
class Paid:
    """A payment as it came or went: what, when, through which treasury account, under which reference.

    ``payer`` is the auxiliary of whoever paid in the member's stead.
    """

    amount: Money
    on: date
    account: str = "512"
    reference: str | None = None
    payer: str | None = None


@dataclass(frozen=True)
class Due:
    """What is due on a subscription: the part to be paid at once, or the balance after its months."""

    subscription_id: str
    member_id: str
    amount: Money
    due_on: date


def locked_subscription(unit: Unit, subscription_id: str) -> Subscription:
    """Return a subscription, locked so that two payments cannot both find it unpaid."""
    found = select(Subscription).where(Subscription.id == subscription_id).with_for_update()
    row = unit.session.scalar(found.execution_options(populate_existing=True))
    if row is None:
        raise contract.UnknownSubscription(subscription_id=subscription_id)
    return row


def pay(unit: Unit, subscription: Subscription, paid: Paid) -> int:
    """Pay on a locked subscription: D 512 / C 4562, and the capital paid becomes paid up, D 1012 / C 1013.

    Returns the place of the entry. The caller shares the book.
    Raises SubscriptionOverpaid, MovementBackdated, UnknownAuxiliary (the payer's).
    """
    check_outstanding(unit, subscription.id, subscription.outstanding, paid)
    if paid.on < subscription.subscribed_on:
        raise contract.MovementBackdated(on=paid.on, earliest=subscription.subscribed_on)
    if paid.payer is not None and unit.session.get(Auxiliary, paid.payer) is None:
        raise UnknownAuxiliary(auxiliary=paid.payer)
    entry = post(unit, [payment_draft(subscription.id, subscription.member_id, paid)])[0]
    subscription.paid += paid.amount.minor
    subscription.paid_up += paid.amount.minor
    row = {name: getattr(subscription, name) for name in ("id", "member_id", "unit_price", "reason", "share_type")}
    write_movements(unit, [payment_move(row, paid).booked(entry.seq)])
    total = select(func.sum(Subscription.held)).where(Subscription.member_id == subscription.member_id)
    held = int(unit.session.scalar(total) or 0)
    so_far, amount = Money(subscription.paid, unit.currency), Money(subscription.amount, unit.currency)
    unit.emit(*paid_up_told(subscription.member_id, subscription.id, so_far, amount, held))
    return entry.seq


def due_calls(unit: Unit, day: date) -> list[Due]:
    """Return what is due on subscriptions on a day, oldest first: what direct debits may ask for.

    ``shares.paid_to_admit`` of a subscription is due at once, the balance after ``shares.balance_months``.
    """
    at_once = unit.rules_on(day).statutes("shares.paid_to_admit", "1").fraction
    months = int(unit.rules_on(day).statutes("shares.balance_months", 0).value)
    rows = unit.session.scalars(
        select(Subscription).where(Subscription.called > Subscription.paid_up, Subscription.subscribed_on <= day)
        .order_by(Subscription.subscribed_on, Subscription.id)
    )  # fmt: skip
    found = []
    for row in rows:
        first = min(row.outstanding, rules.floor(row.amount, at_once) - row.paid)
        last_on = months_later(row.subscribed_on, months)
        amount, due_on = (row.outstanding, last_on) if last_on <= day else (first, row.subscribed_on)
        if amount > 0:
            due_on = row.subscribed_on if first > 0 else due_on
            found.append(Due(row.id, row.member_id, Money(amount, unit.currency), due_on))
    return sorted(found, key=lambda one: (one.due_on, one.subscription_id))


def check_outstanding(unit: Unit, subscription_id: str, due: int, paid: Paid) -> None:
    """Refuse a payment of more than is due, in minor units."""
    outstanding = Money(due, unit.currency)
    if paid.amount.currency == unit.currency and paid.amount.minor > outstanding.minor:
        raise contract.SubscriptionOverpaid(
            subscription_id=subscription_id, outstanding=outstanding, amount=paid.amount
        )


def payment_draft(subscription_id: str, member_id: str, paid: Paid) -> Draft:
    """Return the entry of a payment; whoever paid it stands in its metadata, for 512 takes no auxiliary."""
    payer = {"payer": paid.payer} if paid.payer else {}
    return Draft(
        "capital", paid.on, f"Payment on subscription {subscription_id}",
        (
            debit(paid.account, paid.amount),
            credit(CALLED_FROM_MEMBERS, paid.amount, auxiliary=member_id),
            debit(CALLED_CAPITAL, paid.amount),
            credit(PAID_UP_CAPITAL, paid.amount),
        ),
        reference=paid.reference, metadata={"source": subscription_id, **payer},
    )  # fmt: skip


def payment_move(row: Mapping[str, Any], paid: Paid) -> Move:
    """Return the movement of a payment on a subscription."""
    minor = paid.amount.minor
    return Move(
        "payment", row["member_id"], paid.on, row["reason"], amount=minor, paid=minor, unit_price=row["unit_price"],
        subscription_id=row["id"], share_type=row["share_type"], reference=paid.reference, payer=paid.payer,
    )  # fmt: skip


def paid_up_told(member_id: str, subscription_id: str, paid: Money, amount: Money, held: int) -> Told:
    """Return the event of a payment."""
    return contract.shares_paid_up, f"members/{member_id}", {
        "member_id": member_id, "subscription_id": subscription_id, "paid": paid, "amount": amount,
        "shares_held": held, "fully_paid": paid == amount,
    }  # fmt: skip
