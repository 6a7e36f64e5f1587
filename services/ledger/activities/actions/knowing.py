"""Knows the activities that membership tells of."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.storage import Unit
from services.ledger.accounts.axes import know_axis
from services.ledger.activities.rules import SHARED_SERVICES
from services.ledger.activities.tables import Activity, ActivityClosing, ActivityMove
from services.membership.activities.contract import activity_closed, activity_moved, activity_opened, activity_resumed


@follows(activity_opened, projection=(Activity,))
def on_activity_opened(unit: Unit, event: Event) -> None:
    """Know an activity from the day it opens; told again, with its owners and group as they are now."""
    told = event.data
    row = {
        "code": told["code"], "establishment": told["establishment"], "owners": told["owner_ids"],
        "group_id": told["group_id"], "opened_on": date.fromisoformat(told["opened_on"]),
    }  # fmt: skip
    known = insert(Activity).values(id=told["activity_id"], **row)
    unit.session.execute(known.on_conflict_do_update(index_elements=["id"], set_=row))
    # Where there are activities, there is what they pay for together.
    know_axis(unit, "activity", SHARED_SERVICES, "Shared services")


@follows(activity_closed, projection=(ActivityClosing,))
def on_activity_closed(unit: Unit, event: Event) -> None:
    """Know the last day of an activity: the books take no sales of it after that."""
    closed_on = date.fromisoformat(event.data["closed_on"])
    closing = insert(ActivityClosing).values(activity_id=event.data["activity_id"], closed_on=closed_on)
    # Closed again with the day of an earlier closing: it is as if it had not opened in between.
    unit.session.execute(closing.on_conflict_do_update(
        index_elements=["activity_id", "closed_on"], set_={"resumed_on": None}
    ))  # fmt: skip


@follows(activity_resumed, projection=(ActivityClosing,))
def on_activity_resumed(unit: Unit, event: Event) -> None:
    """Know from which day on an activity that was closed sells again; to rest changes nothing in the books."""
    closed = update(ActivityClosing).where(
        ActivityClosing.activity_id == event.data["activity_id"], ActivityClosing.resumed_on.is_(None)
    )
    unit.session.execute(closed.values(resumed_on=date.fromisoformat(event.data["resumed_on"])))


@follows(activity_moved, projection=(Activity, ActivityMove))
def on_activity_moved(unit: Unit, event: Event) -> None:
    """Know where an activity is from a day on; what was booked before stays with the former establishment."""
    told = event.data
    row = {"establishment": told["establishment"], "former": told["former"]}
    move = insert(ActivityMove).values(
        activity_id=told["activity_id"], since=date.fromisoformat(told["moved_on"]), **row
    )
    # Moved twice on one day, it was in the first of the new places for no day.
    unit.session.execute(move.on_conflict_do_update(
        index_elements=["activity_id", "since"], set_={"establishment": told["establishment"]}
    ))  # fmt: skip
    here = update(Activity).where(Activity.id == told["activity_id"])
    unit.session.execute(here.values(establishment=told["establishment"]))
    know_axis(unit, "establishment", told["establishment"])
