"""Who is engaged: a person by external id, and whether that person is a member."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select

from services.commons.storage import Unit
from services.membership.register.tables import Member, Party

from .tables import Engagement


def person_known_as(unit: Unit, external_id: str) -> str | None:
    """Return the id of the person who has this external id."""
    return unit.session.scalar(select(Party.id).where(Party.external_id == external_id))


def persons_known_as(unit: Unit, external_ids: Collection[str]) -> dict[str, str]:
    """Return the ids of the persons who have these external ids, by external id."""
    known = select(Party.external_id, Party.id).where(Party.external_id.in_(external_ids))
    return {external_id: person_id for external_id, person_id in unit.session.execute(known) if external_id}


def members_among(unit: Unit, person_ids: Collection[str]) -> frozenset[str]:
    """Return those of these persons who stand in the register of members, past or present."""
    return frozenset(unit.session.scalars(select(Member.id).where(Member.id.in_(person_ids))))


def member_id_of(unit: Unit, person_id: str) -> str | None:
    """Return the person's id if it stands in the register of members, past or present."""
    return unit.session.scalar(select(Member.id).where(Member.id == person_id))


def is_engaged(unit: Unit, person_id: str, day: date) -> bool:
    """Say whether a contract with the person runs on a day, of employment or of support."""
    runs = or_(Engagement.ended_on.is_(None), Engagement.ended_on >= day)
    found = select(Engagement.id).where(Engagement.person_id == person_id, Engagement.started_on <= day, runs)
    return unit.session.scalar(found.limit(1)) is not None
