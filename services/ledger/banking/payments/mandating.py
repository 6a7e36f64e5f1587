"""What may be collected under a mandate: its next sequence type, and when it expires.

EPC SEPA Direct Debit Core rulebook: a mandate under which nothing was collected for 36 months is cancelled.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from services.commons.storage import Unit
from services.ledger.banking.rules.calendar import months_before
from services.ledger.banking.tables import Mandate, PaymentOrder, PaymentOrderItem

UNUSED_MONTHS = 36


@dataclass(frozen=True)
class Usable:
    """A mandate as of a day: its last use, its state, and its next sequence (None: nothing may be collected)."""

    row: Mandate
    last_used_on: date | None
    state: str
    sequence: str | None

    @property
    def why(self) -> str:
        """Why nothing may be collected, in words."""
        return f"the mandate is {self.state.replace('_', ' ')}"


def usable(unit: Unit, auxiliaries: Collection[str], day: date) -> dict[str, Usable]:
    """Return the mandate of each debtor for a collection on a day: the newest that may be used, else the newest."""
    rows = unit.session.scalars(
        select(Mandate).where(Mandate.auxiliary.in_(auxiliaries)).order_by(Mandate.id).with_for_update()
    ).all()  # fmt: skip
    found: dict[str, Usable] = {}
    for one in as_of(unit, rows, day):
        held = found.get(one.row.auxiliary)
        if held is None or one.sequence is not None or held.sequence is None:
            found[one.row.auxiliary] = one
    return found


def as_of(unit: Unit, rows: Collection[Mandate], day: date) -> list[Usable]:
    """Return mandates with their use so far: payments under way or carried out; what came back counts for nothing."""
    uses = {
        row.mandate_id: (row.last, row.final)
        for row in unit.session.execute(
            select(PaymentOrderItem.mandate_id, func.max(PaymentOrder.execution_on).label("last"),
                   func.bool_or(PaymentOrderItem.sequence.in_(("OOFF", "FNAL"))).label("final"))
            .join(PaymentOrder, PaymentOrder.id == PaymentOrderItem.order_id)
            .where(PaymentOrderItem.mandate_id.in_([row.id for row in rows]),
                   PaymentOrderItem.state.in_(("live", "executed")))
            .group_by(PaymentOrderItem.mandate_id)
        )
    }  # fmt: skip
    return [_as_of(row, *uses.get(row.id, (None, False)), day) for row in rows]


def _as_of(row: Mandate, last: date | None, final: bool, day: date) -> Usable:
    if row.revoked_on is not None and row.revoked_on <= day:
        return Usable(row, last, "revoked", None)
    if final:
        return Usable(row, last, "used_up", None)
    if max(last or row.signed_on, row.signed_on) < months_before(day, UNUSED_MONTHS):
        return Usable(row, last, "expired", None)
    if row.kind == "one_off":
        return Usable(row, last, "active", "OOFF")
    if row.ends_with_next:
        return Usable(row, last, "active", "FNAL")
    return Usable(row, last, "active", "RCUR" if last else "FRST")
