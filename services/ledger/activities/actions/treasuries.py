"""Shows what activities have left to spend."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.storage import Listed, Unit, page_of
from services.ledger.activities import contract
from services.ledger.activities.contract.refusals import UnknownActivity
from services.ledger.activities.rules import Treasury
from services.ledger.activities.sums import treasuries
from services.ledger.activities.tables import Activity

PARTS = ("earned", "expenses", "wages", "contributed", "uncollected", "invested", "funded", "available")


@answers(contract.activity_treasury)
def activity_treasury(unit: Unit, activity_id: str, as_of: date | None) -> dict[str, Any]:
    """Show the treasury of one activity."""
    activity = known_activity(unit, activity_id)
    treasury = treasuries(unit.session, [activity_id], as_of).get(activity_id, Treasury())
    return _shown(unit, activity, treasury, as_of)


@answers(contract.list_treasuries)
def list_treasuries(
    unit: Unit, establishment: str | None, group_id: str | None, overdrawn: bool, as_of: date | None, limit: int,
    cursor: str | None,
) -> Listed:  # fmt: skip
    """List activities by id with their treasuries: the page in one question, what each has in two more."""
    rows = select(Activity)
    for column, value in ((Activity.establishment, establishment), (Activity.group_id, group_id)):
        if value is not None:
            rows = rows.where(column == value)
    every = treasuries(unit.session, None, as_of) if overdrawn else None
    if every is not None:
        rows = rows.where(Activity.id.in_([name for name, one in every.items() if one.available < 0]))
    page = page_of(unit.session, rows, key=[Activity.id], limit=limit, cursor=cursor)
    found = every if every is not None else treasuries(unit.session, [one.id for one in page.data], as_of)
    return Listed([_shown(unit, one, found.get(one.id, Treasury()), as_of) for one in page.data], page.next_cursor)


def known_activity(unit: Unit, activity_id: str) -> Activity:
    """Return an activity, or refuse."""
    activity = unit.session.get(Activity, activity_id)
    if activity is None:
        raise UnknownActivity(activity=activity_id)
    return activity


def treasury_shown(unit: Unit, treasury: Treasury) -> dict[str, Money]:
    """Return a treasury as the API shows it."""
    parts = {name: Money(getattr(treasury, name), unit.currency) for name in PARTS}
    return {**parts, "overdrawn": Money(max(0, -treasury.available), unit.currency)}


def _shown(unit: Unit, activity: Activity, treasury: Treasury, as_of: date | None) -> dict[str, Any]:
    return {
        "activity_id": activity.id, "code": activity.code, "establishment": activity.establishment,
        "group_id": activity.group_id, "as_of": as_of or unit.today, **treasury_shown(unit, treasury),
    }  # fmt: skip
