"""Owners of activities: who owns what part, from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.storage import Unit
from services.membership.register.as_of import are_members
from services.membership.register.deaths import after_death
from services.membership.register.leaving import clears

from .as_of import owners_on
from .rules import without
from .tables import Activity, ActivityOwner
from .telling import tell


def set_owners(unit: Unit, activity_id: str, owners: Mapping[str, Fraction | None], since: date) -> None:
    """Let these own an activity from a day on, and nobody else; the caller holds the activity.

    What an owner keeps unchanged stays one period; whoever began on that very day is corrected in place.
    """
    present = {
        row.party_id: row for row in unit.session.scalars(
            select(ActivityOwner).where(ActivityOwner.activity_id == activity_id, ActivityOwner.until.is_(None))
        )
    }  # fmt: skip
    wanted = {party_id: None if part is None else str(part) for party_id, part in owners.items()}
    for party_id, row in present.items():
        if party_id not in wanted or row.part != wanted[party_id]:
            row.until = since - timedelta(days=1)
    unit.session.flush()
    fresh = [
        {"activity_id": activity_id, "party_id": party_id, "since": since, "until": None, "part": part}
        for party_id, part in sorted(wanted.items()) if party_id not in present or present[party_id].part != part
    ]  # fmt: skip
    if fresh:
        rows = insert(ActivityOwner)
        changed = {"until": None, "part": rows.excluded.part}
        unit.session.execute(
            rows.on_conflict_do_update(index_elements=["activity_id", "party_id", "since"], set_=changed), fresh
        )
        unit.session.expire_all()


def latest_change(unit: Unit, activity_id: str) -> date | None:
    """Return the first day of the ownership that began last."""
    return unit.session.scalar(select(func.max(ActivityOwner.since)).where(ActivityOwner.activity_id == activity_id))


def release(unit: Unit, party_id: str, last_day: date) -> int:
    """End what somebody owns after a day; the parts of the other owners grow in proportion. Return how many.

    An activity that nobody owns any more stays open and shows it: it is handed on, or closed.
    """
    owned = select(ActivityOwner.activity_id).where(
        ActivityOwner.party_id == party_id, (ActivityOwner.until.is_(None)) | (ActivityOwner.until > last_day)
    )
    held = select(Activity).where(Activity.id.in_(owned)).order_by(Activity.id).with_for_update()
    activities = list(unit.session.scalars(held))
    first_day = last_day + timedelta(days=1)
    parts = owners_on(unit, [one.id for one in activities], first_day)
    for activity in activities:
        said = _has_parts(unit, activity.id)
        rest = without(parts[activity.id], party_id) if len(parts[activity.id]) > 1 else {}
        _end(unit, activity.id, party_id, last_day)
        if said and rest:
            set_owners(unit, activity.id, rest, first_day)
        tell(unit, activity, list(rest))
    return len(activities)


def _has_parts(unit: Unit, activity_id: str) -> bool:
    said = select(ActivityOwner.part).where(
        ActivityOwner.activity_id == activity_id, ActivityOwner.until.is_(None), ActivityOwner.part.is_not(None)
    )
    return unit.session.scalar(said.limit(1)) is not None


def _end(unit: Unit, activity_id: str, party_id: str, last_day: date) -> None:
    unit.session.execute(
        update(ActivityOwner)
        .where(ActivityOwner.activity_id == activity_id, ActivityOwner.party_id == party_id,
               (ActivityOwner.until.is_(None)) | (ActivityOwner.until > last_day))
        .values(until=last_day)
    )  # fmt: skip


@after_death("activities")
def release_of_deceased(unit: Unit, party_id: str, died_on: date) -> int:
    """End what somebody owned who died without being a member; a member's clearing does it otherwise."""
    return 0 if are_members(unit.session, [party_id], died_on + timedelta(days=1)) else release(unit, party_id, died_on)


@clears("activities")
def clear_activities(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """End what a leaver owns, unless a contract with the cooperative goes on: then the activity does, too."""
    from services.membership.engagements.people import is_engaged

    if reason != "death" and is_engaged(unit, member_id, left_on + timedelta(days=1)):
        return 0
    return release(unit, member_id, left_on)
