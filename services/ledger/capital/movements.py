"""Writes the register of movements, whose numbers have no gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import insert as insert_rows
from sqlalchemy.dialects.postgresql import insert

from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital.tables import Movement, MovementCounter
from services.ledger.journal.tables import entry_id


@dataclass(frozen=True)
class Move:
    """A movement still without its number: what it is about, and what it adds to shares, capital and sums to repay."""

    kind: str
    member_id: str
    on: date
    reason: str
    count: int = 0
    amount: int = 0
    unit_price: int = 0
    called: int = 0
    paid: int = 0
    owed: int = 0
    subscription_id: str | None = None
    redemption_id: str | None = None
    share_type: str | None = None
    signed_on: date | None = None
    reference: str | None = None
    payer: str | None = None
    entry: int | None = None

    def booked(self, entry: int | None) -> Move:
        """Return the movement with the entry that booked it."""
        return replace(self, entry=entry)

    def row(self, number: int, unit: Unit) -> dict[str, Any]:
        """Return the line of the register."""
        return {
            "number": number, "id": new_id("pay" if self.kind == "payment" else "mov"), "kind": self.kind,
            "member_id": self.member_id, "subscription_id": self.subscription_id, "redemption_id": self.redemption_id,
            "share_type": self.share_type, "count": self.count, "unit_price": self.unit_price, "amount": self.amount,
            "shares": 0 if self.kind == "redemption_request" else self.count, "called": self.called,
            "paid": self.paid, "owed": self.owed, "signed_on": self.signed_on or self.on, "effective_on": self.on,
            "reason": self.reason, "reference": self.reference, "payer": self.payer, "entry": self.entry,
            "recorded_at": unit.now,
        }  # fmt: skip


def write_movements(unit: Unit, moves: Sequence[Move]) -> list[dict[str, Any]]:
    """Give movements the next numbers, in their order, write them, and return their rows."""
    if not moves:
        return []
    unit.session.flush()  # what they refer to is written before the lock on the numbers is taken
    counter = insert(MovementCounter).values(only=1, last=len(moves))
    last = unit.session.scalar(
        counter.on_conflict_do_update(index_elements=["only"], set_={"last": MovementCounter.last + len(moves)})
        .returning(MovementCounter.last)
    )  # fmt: skip
    assert last is not None
    rows = [move.row(number, unit) for number, move in enumerate(moves, last - len(moves) + 1)]
    unit.session.execute(insert_rows(Movement.__table__), rows)
    return rows


def movement_shown(row: Any, currency: str) -> dict[str, Any]:
    """Return a movement (a row of the register, as a mapping) as the API shows it."""
    shown = {
        name: row[name]
        for name in ("number", "id", "kind", "member_id", "subscription_id", "redemption_id", "share_type", "count",
                     "signed_on", "effective_on", "reason", "reference", "payer", "recorded_at")
    }  # fmt: skip
    return {
        **shown, "unit_price": Money(row["unit_price"], currency), "amount": Money(row["amount"], currency),
        "entry": None if row["entry"] is None else entry_id(row["entry"]),
    }  # fmt: skip
