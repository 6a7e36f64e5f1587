"""Tells what an activity is and what becomes of it: in events, and in the timelines of its owners."""

from __future__ import annotations

from collections.abc import Sequence

from services.commons.events.outbox import Told
from services.commons.storage import Unit

from .contract import activity_opened
from .tables import Activity


def tell(unit: Unit, activity: Activity, owner_ids: Sequence[str]) -> None:
    """Tell an activity and its owners as they are now."""
    unit.emit(*told_of(activity, owner_ids))


def told_of(activity: Activity, owner_ids: Sequence[str]) -> Told:
    """Return the event that tells an activity and its owners as they are now."""
    return activity_opened, f"activities/{activity.id}", {
        "activity_id": activity.id, "code": activity.code, "establishment": activity.establishment,
        "owner_ids": sorted(owner_ids), "group_id": activity.group_id, "opened_on": activity.opened_on,
    }  # fmt: skip
