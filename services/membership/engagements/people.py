"""Who is engaged: a person by external id, and whether that person is a member."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select

from services.commons.storage import Unit
from services.membership.register.rules import Period
from services.membership.register.tables import Member, Membership, Party

from .rules import unbroken_until
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


def belongs_until(unit: Unit, people: Collection[str]) -> dict[str, date | None]:
    """Return until when each person belongs to the cooperative, as a member or under a contract; None: no end is known.

    That is the last day of what ties the person today, and goes on without a gap; where nothing does, of what did last.
    """
    ties: dict[str, list[Period]] = {person_id: [] for person_id in people}
    for owner, starts_on, ends_on in ((Membership.member_id, Membership.starts_on, Membership.ends_on),
                                      (Engagement.person_id, Engagement.started_on, Engagement.ended_on)):  # fmt: skip
        for person_id, first, last in unit.session.execute(select(owner, starts_on, ends_on).where(owner.in_(people))):
            ties[person_id].append(Period(first, last))
    return {person_id: _last_day(periods, unit.today) for person_id, periods in ties.items()}


def _last_day(ties: Sequence[Period], today: date) -> date | None:
    last = unbroken_until(ties, today)
    if last is None or last >= today:
        return last
    return max((one.ends_on for one in ties if one.ends_on and one.ends_on < today), default=last)
