"""What becomes of an activity: it pauses, resumes, closes, moves, and passes into other hands."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.membership.register.days import check_not_in_the_future

from .. import contract
from ..as_of import activity_on
from ..contract import activity_closed, activity_moved, activity_paused, activity_resumed
from ..contract.refusals import ActivityChangeOutOfOrder, ActivityInState
from ..owners import latest_change, set_owners
from ..places import check_trade, known_establishment
from ..rules import CLOSED, OPEN, PAUSED, may_become
from ..tables import Activity, ActivityMove, ActivityState
from ..telling import tell
from .activities import group_of, known_owners, parts_of

_ASKED = {PAUSED: "paused", OPEN: "resumed", CLOSED: "closed"}
_TOLD = {PAUSED: (activity_paused, "paused_on"), OPEN: (activity_resumed, "resumed_on"),
         CLOSED: (activity_closed, "closed_on")}  # fmt: skip


@answers(contract.pause_activity)
def pause_activity(unit: Unit, activity_id: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """Let an activity rest."""
    return _become(unit, activity_id, PAUSED, body)


@answers(contract.resume_activity)
def resume_activity(unit: Unit, activity_id: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """Let an activity work again, where its establishment is still open."""
    known_establishment(unit, held(unit, activity_id).establishment)
    return _become(unit, activity_id, OPEN, body)


@answers(contract.close_activity)
def close_activity(unit: Unit, activity_id: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """Close an activity with a last day."""
    return _become(unit, activity_id, CLOSED, body)


@answers(contract.update_activity)
def update_activity(unit: Unit, activity_id: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """Correct what is said of an activity."""
    activity = held(unit, activity_id)
    check_trade(unit, body.get("trade"))
    for name, value in body.items():
        setattr(activity, name, value)
    unit.session.flush()
    return activity_on(unit, activity_id, max(unit.today, activity.opened_on))


@answers(contract.move_activity)
def move_activity(unit: Unit, activity_id: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """Move an activity from a day on."""
    activity, day = held(unit, activity_id), body["on"] or unit.today
    _check_not_closed(unit, activity, "moved")
    moved = select(func.max(ActivityMove.since)).where(ActivityMove.activity_id == activity_id)
    _check_day(unit, activity, day, unit.session.scalar(moved))
    known_establishment(unit, body["establishment"], day)
    if body["establishment"] != activity.establishment:
        move(unit, activity, body["establishment"], day)
    return activity_on(unit, activity_id, unit.today)


def move(unit: Unit, activity: Activity, establishment: str, day: date) -> None:
    """Write and tell that an activity which the caller holds moves to an establishment that is open."""
    again = unit.session.get(ActivityMove, (activity.id, day))
    if again is not None:
        again.establishment = establishment
    else:
        unit.session.add(ActivityMove(activity_id=activity.id, since=day, establishment=establishment,
                                      former=activity.establishment, recorded_at=unit.now))  # fmt: skip
    former, activity.establishment = activity.establishment, establishment
    unit.session.flush()
    unit.emit(activity_moved, f"activities/{activity.id}", {
        "activity_id": activity.id, "code": activity.code, "establishment": establishment, "former": former,
        "moved_on": day,
    })  # fmt: skip


@answers(contract.change_owners)
def change_owners(unit: Unit, activity_id: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """Let others own an activity, or the same in other parts, from a day on."""
    activity, since = held(unit, activity_id), body["since"] or unit.today
    _check_not_closed(unit, activity, "handed on")
    _check_day(unit, activity, since, latest_change(unit, activity_id))
    owner_ids = known_owners(unit, body["owner_ids"])
    parts = parts_of(unit, owner_ids, body["parts"])
    activity.group_id = group_of(unit, body["group"], activity.code, len(owner_ids))
    set_owners(unit, activity_id, parts, since)
    tell(unit, activity, owner_ids)
    return activity_on(unit, activity_id, unit.today)


def held(unit: Unit, activity_id: str) -> Activity:
    """Return an activity, held until the end of the transaction, or refuse."""
    activity = unit.session.get(Activity, activity_id, with_for_update=True, populate_existing=True)
    if activity is None:
        raise NotFound(what="activity", id=activity_id)
    return activity


def _become(unit: Unit, activity_id: str, asked: str, body: dict[str, Any]) -> dict[str, Any] | None:
    activity, day = held(unit, activity_id), body["on"] or unit.today
    latest = _latest(unit, activity_id)
    state = OPEN if latest is None else latest.state
    if not may_become(state, asked):
        raise ActivityInState(activity=activity.code, state=state, asked=_ASKED[asked],
                              since=activity.opened_on if latest is None else latest.since)  # fmt: skip
    _check_day(unit, activity, day, None if latest is None else latest.since)
    # On one day the last word counts.
    if latest is not None and latest.since == day:
        latest.state, latest.reason = asked, body["reason"]
    else:
        unit.session.add(
            ActivityState(activity_id=activity_id, since=day, state=asked, reason=body["reason"], recorded_at=unit.now)
        )
    unit.session.flush()
    event, named = _TOLD[asked]
    unit.emit(event, f"activities/{activity_id}", {"activity_id": activity_id, "code": activity.code, named: day})
    return activity_on(unit, activity_id, max(unit.today, activity.opened_on))


def _latest(unit: Unit, activity_id: str) -> ActivityState | None:
    rows = select(ActivityState).where(ActivityState.activity_id == activity_id).order_by(ActivityState.since.desc())
    return unit.session.scalar(rows.limit(1))


def _check_not_closed(unit: Unit, activity: Activity, asked: str) -> None:
    latest = _latest(unit, activity.id)
    if latest is not None and latest.state == CLOSED:
        raise ActivityInState(activity=activity.code, state=CLOSED, since=latest.since, asked=asked)


def _check_day(unit: Unit, activity: Activity, day: date, latest: date | None) -> None:
    """Refuse a day to come, and one before what is known already."""
    check_not_in_the_future(unit, day)
    known = latest or activity.opened_on
    if day < known:
        raise ActivityChangeOutOfOrder(activity=activity.code, latest=known, given=day)
