"""Who is engaged: a person by external id, and whether that person is a member."""

from __future__ import annotations

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.register.tables import Member, Party


def person_known_as(unit: Unit, external_id: str) -> str | None:
    """Return the id of the person who has this external id."""
    return unit.session.scalar(select(Party.id).where(Party.external_id == external_id))


def member_id_of(unit: Unit, person_id: str) -> str | None:
    """Return the person's id if it stands in the register of members, past or present."""
    return unit.session.scalar(select(Member.id).where(Member.id == person_id))
