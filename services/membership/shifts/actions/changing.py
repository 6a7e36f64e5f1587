"""Changes a shift that stands in the calendar: called off, or with other places; and days on which nobody comes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of

from .. import contract
from ..bylaws import article
from ..cancelling import cancel_all
from ..contract.refusals import (
    CalendarInThePast,
    ClosureLifted,
    LeaveBackwards,
    PlacesTaken,
    ShiftCancelled,
    ShiftHeld,
    UnknownShift,
)
from ..desk import places_taken
from ..tables import Closure, Enrolment, Shift
from .calendar import shown, with_enrolments
from .swaps import lapse_lost


@answers(contract.cancel_shift)
def cancel_shift(unit: Unit, shift_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Call a shift off that nobody has been marked in."""
    shift = _standing(unit, shift_id)
    marked = unit.session.scalars(
        select(Enrolment.member_id).where(Enrolment.shift_id == shift_id,
                                          Enrolment.attendance.in_(("attended", "missed")))
    ).all()  # fmt: skip
    if marked:
        raise ShiftHeld(article=article(unit), shift_id=shift_id, marked=len(marked))
    cancel_all(unit, [shift], body["reason"])
    lapse_lost(unit, [shift_id])
    return with_enrolments(unit, shift)


@answers(contract.change_places)
def change_places(unit: Unit, shift_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Give a shift other places, as many at least as are taken."""
    shift = _standing(unit, shift_id)
    for role, taken in places_taken(unit, [shift_id]).get(shift_id, {}).items():
        if (capacity := body["places"].get(role, 0)) < taken:
            raise PlacesTaken(article=article(unit), role=role, taken=taken, capacity=capacity)
    shift.places = body["places"]
    unit.session.flush()
    return shown(unit, [shift])[0]


@answers(contract.close_days)
def close_days(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Close the shop for days to come; the shifts that stand there are called off."""
    if body["ends_on"] < body["starts_on"]:
        raise LeaveBackwards(article=article(unit), starts_on=body["starts_on"], ends_on=body["ends_on"])
    if body["ends_on"] < unit.today:
        raise CalendarInThePast(article=article(unit), starts_on=body["starts_on"], today=unit.today)
    closure = Closure(id=new_id("cls"), recorded_at=unit.now, lifted_at=None, **body)
    unit.session.add(closure)
    shifts = unit.session.scalars(
        select(Shift).where(Shift.day.between(closure.starts_on, closure.ends_on), Shift.starts_at > unit.now,
                            Shift.cancelled_at.is_(None)).order_by(Shift.id).with_for_update()
    ).all()  # fmt: skip
    cancelled = cancel_all(unit, shifts, body["reason"])
    lapse_lost(unit, [shift.id for shift in shifts])
    return {**body, "id": closure.id, "lifted_at": None, "cancelled": cancelled}


@answers(contract.list_closures)
def list_closures(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """Return a page of closures by their first day."""
    key = [Closure.starts_on, Closure.id]
    return page_of(unit.session, select(Closure), key=key, limit=limit, cursor=cursor)


@answers(contract.lift_closure)
def lift_closure(unit: Unit, closure_id: str) -> Closure:
    """Let calendars made from now on have these days again; what was cancelled stays so."""
    closure = unit.session.get(Closure, closure_id, with_for_update=True)
    if closure is None:
        raise NotFound(what="closure", id=closure_id)
    if closure.lifted_at is not None:
        raise ClosureLifted(article=article(unit), closure_id=closure_id)
    closure.lifted_at = unit.now
    return closure


def _standing(unit: Unit, shift_id: str) -> Shift:
    """Return a shift that takes place, locked."""
    shift = unit.session.get(Shift, shift_id, with_for_update=True)
    if shift is None:
        raise UnknownShift(shift_id=shift_id)
    if shift.cancelled_at is not None:
        raise ShiftCancelled(article=article(unit), shift_id=shift_id)
    return shift
