"""Subscriptions as the API shows them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital.tables import Movement, Subscription
from services.ledger.journal.tables import entry_id


def shown(unit: Unit, rows: list[Subscription], until: date | None = None) -> list[dict[str, Any]]:
    """Return subscriptions as the API shows them, with their payments and what was left of them until a day."""
    payments: dict[str, list[Movement]] = {row.id: [] for row in rows}
    kinds = ("payment", "payment_return")
    found = select(Movement).where(Movement.subscription_id.in_(payments), Movement.kind.in_(kinds))
    if until is not None:
        found = found.where(Movement.effective_on <= until)
    for movement in unit.session.scalars(found.order_by(Movement.number)):
        if movement.subscription_id is not None:
            payments[movement.subscription_id].append(movement)
    if until is None:
        left = {row.id: (row.held, row.outstanding) for row in rows}
    else:
        left = _left(unit, list(payments), until)
    return [_shown(row, payments[row.id], *left.get(row.id, (0, 0)), unit.currency) for row in rows]


def _left(unit: Unit, identifiers: list[str], until: date) -> dict[str, tuple[int, int]]:
    """Return how many shares were left of each subscription at the end of a day, and what was due on them."""
    sums = (
        select(Movement.subscription_id, func.sum(Movement.shares), func.sum(Movement.called - Movement.paid))
        .where(Movement.subscription_id.in_(identifiers), Movement.effective_on <= until)
        .group_by(Movement.subscription_id)
    )  # fmt: skip
    return {str(one): (int(held), int(due)) for one, held, due in unit.session.execute(sums)}


def _shown(row: Subscription, payments: list[Movement], held: int, due: int, currency: str) -> dict[str, Any]:
    def money(minor: int) -> Money:
        return Money(minor, currency)

    # What came by a transfer or conversion was paid before.
    paid = sum(one.amount for one in payments) if row.origin == "subscription" else row.paid
    return {
        "id": row.id, "member_id": row.member_id, "share_type": row.share_type, "origin": row.origin,
        "count": row.count, "unit_price": money(row.unit_price), "amount": money(row.amount), "paid": money(paid),
        "fully_paid": paid == row.amount, "held": held, "outstanding": money(due),
        "subscribed_on": row.subscribed_on, "reason": row.reason,
        "entry": None if row.entry is None else entry_id(row.entry),
        "payments": [
            {"id": one.id, "amount": money(one.amount), "paid_on": one.effective_on, "reference": one.reference,
             "payer": one.payer, "entry": None if one.entry is None else entry_id(one.entry)}
            for one in payments
        ],
    }  # fmt: skip
