"""Knows the activities that membership tells of."""

from __future__ import annotations

from datetime import date

from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.storage import Unit
from services.ledger.accounts.axes import know_axis
from services.ledger.activities.rules import SHARED_SERVICES
from services.ledger.activities.tables import Activity
from services.membership.activities.contract import activity_opened


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
