"""Finds all the ids of one person: who turned out to be this person is the same one."""

from __future__ import annotations

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.register.tables import Party


def known_as(unit: Unit, party_id: str) -> list[str]:
    """Return the id of a person, and those of the rows that were merged into theirs."""
    merged = select(Party.id).where(Party.merged_into == party_id).order_by(Party.id)
    return [party_id, *unit.session.scalars(merged)]
