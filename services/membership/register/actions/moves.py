"""A member moves to another category or college."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.proposals import reconsider
from services.commons.storage import Unit

from .. import contract, parties
from ..moving import move


@answers(contract.move_member)
def move_member(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Move a member from a day on, today unless given; what is left out stays as it is."""
    party = parties.locked(unit, member_id)
    moved = move(unit, party, body["moved_on"] or unit.today, body["category"], body["college"])
    # An exclusion rests on the period that ran when it was proposed, and a seat on the category of who stands.
    reconsider(unit, "exclude_member", "seat_mandates")
    return moved
