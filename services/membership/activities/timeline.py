"""What activities tell of a person's life: when they began to own one, and when they ceased to."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import Activity, ActivityOwner


@tells("activities")
def activities(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell each time as an owner of an activity."""
    owned = select(ActivityOwner, Activity).join(Activity, Activity.id == ActivityOwner.activity_id)
    for owner, activity in unit.session.execute(owned.where(ActivityOwner.party_id == member_id)
                                              .order_by(ActivityOwner.since, Activity.id)):
        values = {"activity_id": activity.id, "code": activity.code, "label": activity.label,
                  "establishment": activity.establishment}  # fmt: skip
        rows = (("activity_owners", f"{activity.id}/{member_id}/{owner.since.isoformat()}"),)
        yield Entry(owner.since, "activity_begun", "Began the activity {label} ({code}).", values, activity.recorded_at,
                    rows)  # fmt: skip
        if owner.until is not None:
            yield Entry(owner.until, "activity_ended", "Last day in the activity {label} ({code}).", values,
                        activity.recorded_at, rows)  # fmt: skip
