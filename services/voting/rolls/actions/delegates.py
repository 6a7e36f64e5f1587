"""Delegates of section assemblies: where there are any, they alone are the roll of the main assembly."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.storage import Unit
from services.voting.rolls.tables import RollDelegate


def send_delegates(unit: Unit, assembly_id: str, member_ids: Iterable[str], section_id: str | None = None) -> None:
    """Record whom a section sends to an assembly; who is sent already stays as first sent. One vote each."""
    rows = [{"assembly_id": assembly_id, "member_id": member_id, "section_id": section_id, "named_at": unit.now}
            for member_id in sorted(set(member_ids))]  # fmt: skip
    if rows:
        unit.session.execute(insert(RollDelegate).on_conflict_do_nothing(), rows)


def delegates_of(unit: Unit, assembly_id: str) -> set[str] | None:
    """Return the members who make up the roll of an assembly of delegates; None where every member votes."""
    sent = select(RollDelegate.member_id).where(RollDelegate.assembly_id == assembly_id)
    return set(unit.session.scalars(sent)) or None
