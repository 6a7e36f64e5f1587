"""Subscriptions as the API shows them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital.tables import Movement, Subscription
from services.ledger.journal.tables import entry_id


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
