"""Keeps what the ledger tells of leavers' shares, from the request to the last payment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital.contract import (
    redemption_requested,
    shares_cancelled,
    shares_redeemed,
    shares_restored,
    shares_valued,
)

from .tables import LeaverRedemption

_TABLE = LeaverRedemption.__table__


@follows(redemption_requested, projection=(LeaverRedemption,))
def on_requested(unit: Unit, event: Event) -> None:
    """Know that shares are asked back because their holder leaves; told again, nothing changes."""
    told = event.data
    if told["left_on"] is None:
        return
    row = insert(LeaverRedemption).values(
        redemption_id=told["redemption_id"], member_id=told["member_id"], state="requested", count=told["count"],
        value=None, paid=0, told_at=datetime.fromisoformat(event.time),
    )  # fmt: skip
    unit.session.execute(row.on_conflict_do_nothing())


@follows(shares_cancelled, projection=(LeaverRedemption,))
def on_cancelled(unit: Unit, event: Event) -> None:
    """Know that the shares are held no more; where nothing was paid on them, nothing is owed."""
    nothing = _minor(event.data["nominal"]) == 0
    news: dict[str, Any] = {"value": 0, "state": "redeemed"} if nothing else {"state": "cancelled"}
    _change(unit, event, "requested", **news, count=event.data["count"])


@follows(shares_valued, projection=(LeaverRedemption,))
def on_valued(unit: Unit, event: Event) -> None:
    """Know what is owed for them."""
    value = _minor(event.data["value"])
    _change(unit, event, "cancelled", value=value, state="valued" if value else "redeemed")


@follows(shares_redeemed, projection=(LeaverRedemption,))
def on_redeemed(unit: Unit, event: Event) -> None:
    """Know what was paid so far."""
    news = {"state": "redeemed"} if event.data["fully_paid"] else {}
    _change(unit, event, "valued", paid=_minor(event.data["paid"]), value=_minor(event.data["value"]), **news)


@follows(shares_restored, projection=(LeaverRedemption,))
def on_restored(unit: Unit, event: Event) -> None:
    """Know that the shares are held again."""
    _change(unit, event, "requested", "cancelled", "redeemed", state="restored")


def shares_of(unit: Unit, member_id: str) -> list[dict[str, Any]]:
    """Return what became of the shares of somebody who left, in the order in which it began."""
    found = select(LeaverRedemption).where(LeaverRedemption.member_id == member_id).limit(1000)
    return [
        {"redemption_id": row.redemption_id, "state": row.state, "count": row.count,
         "value": None if row.value is None else Money(row.value, unit.currency),
         "paid": Money(row.paid, unit.currency)}
        for row in unit.session.scalars(found.order_by(LeaverRedemption.redemption_id))
    ]  # fmt: skip


def _change(unit: Unit, event: Event, *states: str, **news: Any) -> None:
    """Change what stands in one of these states: a fact that is told again finds another one, and changes nothing."""
    named = update(_TABLE).where(
        _TABLE.c.redemption_id == event.data["redemption_id"], _TABLE.c.state.in_(states)
    )
    unit.session.execute(named.values(**news, told_at=datetime.fromisoformat(event.time)))


def _minor(amount: dict[str, str]) -> int:
    return Money.parse(amount["amount"], amount["currency"]).minor
