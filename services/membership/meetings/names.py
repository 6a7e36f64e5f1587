"""Names on documents, joined when they are printed and kept nowhere else."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.register.tables import Party


def called(party: Party) -> str:
    """Return what somebody is called, by the register; a dash for one whose name was erased."""
    return party.name or " ".join(filter(None, (party.first_name, party.last_name))) or "–"


def names_of(unit: Unit, member_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of these persons and organisations, by one statement."""
    rows = unit.session.scalars(select(Party).where(Party.id.in_(set(member_ids))))
    return {one.id: called(one) for one in rows}
