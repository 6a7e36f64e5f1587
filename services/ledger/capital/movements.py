"""Writes the register of movements, whose numbers have no gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from services.commons.storage import Unit
from services.ledger.capital.tables import Movement, MovementCounter


def moved(
    row: dict[str, Any], kind: str, identifier: str, entry: int, on: date, amount: int, *, count: int = 0,
    reference: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return a movement of a subscription, still without its number."""
    return {
        "id": identifier, "kind": kind, "member_id": row["member_id"], "subscription_id": row["id"], "count": count,
        "unit_price": row["unit_price"], "amount": amount, "signed_on": on, "effective_on": on,
        "reason": row["reason"], "reference": reference, "entry": entry,
    }  # fmt: skip


def write_movements(unit: Unit, moves: Sequence[dict[str, Any]]) -> None:
    """Give movements the next numbers, in their order, and write them."""
    counter = insert(MovementCounter).values(only=1, last=len(moves))
    last = unit.session.scalar(
        counter.on_conflict_do_update(index_elements=["only"], set_={"last": MovementCounter.last + len(moves)})
        .returning(MovementCounter.last)
    )  # fmt: skip
    assert last is not None
    first = last - len(moves) + 1
    unit.session.execute(
        insert(Movement),
        [{**move, "number": number, "recorded_at": unit.now} for number, move in enumerate(moves, first)],
    )
