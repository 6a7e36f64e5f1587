"""Lists the persons of a proposal, and the surpluses that were allocated."""

from __future__ import annotations

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.refusals import InvalidCursor
from services.commons.storage import Listed, Unit, page_of
from services.ledger.journal.tables import entry_id
from services.ledger.surplus import contract
from services.ledger.surplus.computing import PLACES
from services.ledger.surplus.tables import Allocation, AllocationReversal

from .proposing import known_proposal


@answers(contract.list_persons)
def list_persons(unit: Unit, proposal_id: str, part: str, limit: int, cursor: str | None) -> Listed:
    """List the persons of one part; a proposal never changes, so a cursor is a place in it."""
    place, naming = PLACES[part]
    everyone = known_proposal(unit, proposal_id).content[place]
    if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 9):
        raise InvalidCursor()
    start = int(cursor or 0)
    page = [
        {"part": part, "auxiliary": one[naming], "member_id": one.get("member_id"),
         "amount": Money(one["amount"], unit.currency), "weight": one["weight"],
         "coefficient": one.get("coefficient", "1")}
        for one in everyone[start : start + limit]
    ]  # fmt: skip
    return Listed(page, str(start + limit) if start + limit < len(everyone) else None)


@answers(contract.list_allocations)
def list_allocations(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List the allocations by year."""
    page = page_of(unit.session, select(Allocation), key=[Allocation.year, Allocation.resolution_id], limit=limit,
                   cursor=cursor)  # fmt: skip
    reversals = {
        row.resolution_id: row.entry
        for row in unit.session.scalars(
            select(AllocationReversal).where(
                AllocationReversal.resolution_id.in_([row.resolution_id for row in page.data])
            )
        )
    }
    return Listed(
        [
            {"year": row.year, "proposal_id": row.proposal_id, "resolution_id": row.resolution_id,
             "entry": entry_id(row.entry), "last_entry": entry_id(row.last_entry), "recorded_at": row.recorded_at,
             "reversed_by": entry_id(reversals[row.resolution_id]) if row.resolution_id in reversals else None}
            for row in page.data
        ],
        page.next_cursor,
    )  # fmt: skip
