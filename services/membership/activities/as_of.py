"""Activities as they are on a day: the state, the establishment and the owners of many in one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, func, or_, select

from services.commons.storage import Unit

from .rules import OPEN, equal_parts
from .tables import Activity, ActivityMove, ActivityOwner, ActivityState


def state_on(day: date) -> Any:
    """Return the expression of an activity's state on a day."""
    latest = (
        select(ActivityState.state)
        .where(ActivityState.activity_id == Activity.id, ActivityState.since <= day)
        .order_by(ActivityState.since.desc()).limit(1).scalar_subquery()
    )  # fmt: skip
    return func.coalesce(latest, OPEN)


def since_on(day: date) -> Any:
    """Return the expression of the day since which an activity has been in its state of a day."""
    latest = select(func.max(ActivityState.since)).where(
        ActivityState.activity_id == Activity.id, ActivityState.since <= day
    )
    return func.coalesce(latest.scalar_subquery(), Activity.opened_on)


def establishment_on(day: date) -> Any:
    """Return the expression of where an activity is on a day: where the first move after it took it away from."""
    later = (
        select(ActivityMove.former)
        .where(ActivityMove.activity_id == Activity.id, ActivityMove.since > day)
        .order_by(ActivityMove.since).limit(1).scalar_subquery()
    )  # fmt: skip
    return func.coalesce(later, Activity.establishment)


def activities_on(day: date) -> Select[Any]:
    """Return the statement that reads activities opened by a day, as they were on it."""
    columns = [column for column in Activity.__table__.columns if column.key != "establishment"]
    return select(
        *columns, establishment_on(day).label("establishment"), state_on(day).label("state"),
        since_on(day).label("state_since"),
    ).where(Activity.opened_on <= day)  # fmt: skip


def owning_on(day: date) -> Any:
    """Return the condition that an ownership covers a day."""
    until = ActivityOwner.until
    return (ActivityOwner.since <= day) & or_(until.is_(None), until >= day)


def owners_on(unit: Unit, activity_ids: Sequence[str], day: date) -> dict[str, dict[str, Fraction]]:
    """Return the owners of each activity on a day with their parts, which sum to one where there is anybody."""
    found: dict[str, dict[str, str | None]] = {activity_id: {} for activity_id in activity_ids}
    rows = unit.session.execute(
        select(ActivityOwner.activity_id, ActivityOwner.party_id, ActivityOwner.part)
        .where(ActivityOwner.activity_id.in_(activity_ids), owning_on(day))
        .order_by(ActivityOwner.party_id)
    )
    for activity_id, party_id, part in rows:
        found[activity_id][party_id] = part
    return {activity_id: _parts(owners) for activity_id, owners in found.items()}


def _parts(owners: dict[str, str | None]) -> dict[str, Fraction]:
    said = {person: Fraction(part) for person, part in owners.items() if part is not None}
    return said if len(said) == len(owners) else equal_parts(list(owners))


def shown(row: dict[str, Any], parts: dict[str, Fraction], day: date) -> dict[str, Any]:
    """Return an activity with its owners as the API shows it."""
    return {
        **row, "owner_ids": sorted(parts), "owners_missing": not parts and row["state"] != "closed",
        "owners": [{"party_id": party_id, "part": parts[party_id]} for party_id in sorted(parts)], "as_of": day,
    }  # fmt: skip


def activity_on(unit: Unit, activity_id: str, day: date) -> dict[str, Any] | None:
    """Return one activity as it was on a day, or None when it was not opened yet."""
    row = unit.session.execute(activities_on(day).where(Activity.id == activity_id)).mappings().first()
    return None if row is None else shown(dict(row), owners_on(unit, [activity_id], day)[activity_id], day)
