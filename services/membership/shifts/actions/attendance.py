"""Attendance as the shift leader saw it, leaves and exemptions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Unit
from services.membership.register import parties
from services.membership.register.as_of import check_is_member

from .. import contract
from ..contract.refusals import AlreadyEnrolled, LeaveBackwards, NotEnrolled, ShiftNotStarted, UnknownShift
from ..tables import Enrolment, Leave, Shift
from .calendar import with_enrolments


@answers(contract.record_attendances)
def record_attendances(unit: Unit, shift_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record every mark or none; a mark given before is corrected."""
    shift = unit.session.get(Shift, shift_id, with_for_update=True)
    if shift is None:
        raise UnknownShift(shift_id=shift_id)
    if unit.now < shift.starts_at:
        raise ShiftNotStarted(starts_at=shift.starts_at)
    enrolled = {one.member_id: one for one in unit.session.scalars(
        select(Enrolment).where(Enrolment.shift_id == shift_id, Enrolment.attendance != "withdrawn")
    )}  # fmt: skip
    for mark in body["marks"]:
        enrolment = enrolled.get(mark["member_id"])
        if enrolment is None:
            raise NotEnrolled(member_id=mark["member_id"])
        enrolment.attendance, enrolment.marked_at = mark["attendance"], unit.now
        if mark["attendance"] == "replaced" and mark["replaced_by"]:
            enrolled[mark["replaced_by"]] = _stand_in(unit, shift, enrolment, enrolled, mark["replaced_by"])
    unit.session.flush()
    return with_enrolments(unit, shift)


@answers(contract.record_leave)
def record_leave(unit: Unit, member_id: str, body: dict[str, Any]) -> Leave:
    """Record a leave or an exemption of somebody who is a member on its first day."""
    if body["ends_on"] is not None and body["ends_on"] < body["starts_on"]:
        raise LeaveBackwards(starts_on=body["starts_on"], ends_on=body["ends_on"])
    parties.locked(unit, member_id)
    check_is_member(unit, member_id, body["starts_on"])
    leave = Leave(id=new_id("lve"), member_id=member_id, recorded_at=unit.now, **body)
    unit.session.add(leave)
    return leave


def _stand_in(
    unit: Unit, shift: Shift, replaced: Enrolment, enrolled: dict[str, Enrolment], member_id: str
) -> Enrolment:
    """Enter who came instead; the same stand-in recorded again changes nothing."""
    if replaced.replaced_by == member_id and member_id in enrolled:
        return enrolled[member_id]
    if member_id in enrolled:
        raise AlreadyEnrolled(member_id=member_id)
    check_is_member(unit, member_id, shift.day)
    replaced.replaced_by = member_id
    return unit.session.merge(
        Enrolment(shift_id=shift.id, member_id=member_id, role=replaced.role, attendance="attended", replaced_by=None,
                  recorded_at=unit.now, marked_at=unit.now)
    )  # fmt: skip
