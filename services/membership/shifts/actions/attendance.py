"""Attendance as the shift leader saw it: recorded, corrected, with a trail of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.refusals import Invalid, Refusal
from services.commons.storage import Listed, Unit, page_of
from services.membership.register.as_of import check_is_member

from .. import contract
from ..bylaws import LEADER_ROLES, article, setting
from ..contract.refusals import (
    AlreadyEnrolled,
    NotEnrolled,
    NotTheLeader,
    ShiftCancelled,
    ShiftNotStarted,
    UnknownShift,
)
from ..desk import Place, write_places
from ..marking import Change, change, is_late, trail
from ..tables import AttendanceMark, Enrolment, Shift
from .calendar import with_enrolments

MOST_MARKS = 2000
Enrolled = dict[str, Any]


@answers(contract.record_attendances)
def record_attendances(unit: Unit, shift_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record every mark or none; a mark given before is corrected."""
    shift = _locked(unit, [shift_id]).get(shift_id)
    if shift is None:
        raise UnknownShift(shift_id=shift_id)
    if (leader_id := body["leader_id"]) is not None:
        check_is_member(unit, leader_id, shift.day)
    _write(unit, *_decided(unit, shift, _enrolled(unit, [shift_id])[shift_id], body["marks"], leader_id))
    return with_enrolments(unit, shift)


@answers(contract.record_attendance_batch)
def record_attendance_batch(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Record many shifts; of each one all marks or none, and who is refused does not hold up the others."""
    given = body["shifts"]
    if sum(len(one["marks"]) for one in given) > MOST_MARKS:
        raise Invalid(errors=[{"in": "body", "pointer": "/shifts", "message": f"At most {MOST_MARKS} marks at once."}])
    shift_ids = sorted({one["shift_id"] for one in given})
    shifts, enrolled = _locked(unit, shift_ids), _enrolled(unit, shift_ids)
    changes: list[Change] = []
    places: list[Place] = []
    results = []
    for one in given:
        problem = None
        try:
            shift = shifts.get(one["shift_id"])
            if shift is None:
                raise UnknownShift(shift_id=one["shift_id"])
            decided = _decided(unit, shift, enrolled[shift.id], one["marks"], one["leader_id"])
            changes += decided[0]
            places += decided[1]
            if len(shift_ids) < len(given):  # a shift named twice: the later marks correct the earlier
                _write(unit, changes, places)
                changes, places, enrolled = [], [], _enrolled(unit, shift_ids)
        except Refusal as refusal:
            problem = refusal.problem()
        results.append({"shift_id": one["shift_id"], "outcome": "refused" if problem else "recorded",
                        "problem": problem})  # fmt: skip
    _write(unit, changes, places)
    recorded = [one for one, result in zip(given, results, strict=True) if result["problem"] is None]
    return {"marks": sum(len(one["marks"]) for one in recorded), "recorded": len(recorded),
            "refused": len(given) - len(recorded), "results": results}  # fmt: skip


@answers(contract.list_marks)
def list_marks(unit: Unit, shift_id: str, limit: int, cursor: str | None) -> Listed:
    """Return a page of the trail in the order in which it was entered."""
    if unit.session.get(Shift, shift_id) is None:
        raise UnknownShift(shift_id=shift_id)
    rows = select(AttendanceMark).where(AttendanceMark.shift_id == shift_id)
    return page_of(unit.session, rows, key=[AttendanceMark.id], limit=limit, cursor=cursor)


def record_led(unit: Unit, shift_id: str, marks: Sequence[Mapping[str, Any]], leader_id: str) -> dict[str, Any]:
    """Record the marks of a shift by who leads it, in their own name."""
    shift = _locked(unit, [shift_id]).get(shift_id)
    if shift is None:
        raise UnknownShift(shift_id=shift_id)
    enrolled = _enrolled(unit, [shift_id])[shift_id]
    if not leads(unit, enrolled.get(leader_id)):
        raise NotTheLeader(article=article(unit, "shifts.leader_roles"), member_id=leader_id, shift_id=shift_id)
    _write(unit, *_decided(unit, shift, enrolled, marks, leader_id))
    return with_enrolments(unit, shift)


def leads(unit: Unit, place: Any) -> bool:
    """Say whether a place in a shift is that of who leads it: a role of the bylaws, not given up."""
    if place is None or place.attendance not in ("enrolled", "attended"):
        return False
    return place.role in setting(unit, "leader_roles", LEADER_ROLES)


def _decided(
    unit: Unit, shift: Shift, enrolled: Mapping[str, Any], marks: Sequence[Mapping[str, Any]], leader_id: str | None
) -> tuple[list[Change], list[Place]]:
    """Return what marks change, and the places of stand-ins; refuse when one of them cannot be."""
    if shift.cancelled_at is not None:
        raise ShiftCancelled(article=article(unit), shift_id=shift.id)
    if unit.now < shift.starts_at:
        raise ShiftNotStarted(article=article(unit), starts_at=shift.starts_at)
    late, came = is_late(unit, shift), dict(enrolled)
    changes: dict[str, Change] = {}
    places: dict[str, Place] = {}
    for mark in marks:
        member_id, instead = mark["member_id"], mark["replaced_by"] if mark["attendance"] == "replaced" else None
        row = came.get(member_id)
        if row is None:
            raise NotEnrolled(article=article(unit), member_id=member_id)
        if mark["attendance"] == "replaced":
            instead = instead or row.replaced_by
        if instead is not None and instead != row.replaced_by:
            if instead in came:
                raise AlreadyEnrolled(article=article(unit), member_id=instead)
            check_is_member(unit, instead, shift.day)
            place = Place(shift.id, instead, row.role, stands_in_for=row.stands_in_for or member_id,
                          attendance="attended")  # fmt: skip
            places[instead] = place
            came[instead] = _Came(place.role, "attended", None, place.stands_in_for)
        elif row.attendance == mark["attendance"] and member_id not in changes:
            continue
        changes[member_id] = Change(shift.id, member_id, row.attendance, mark["attendance"], late, instead,
                                    leader_id=leader_id)  # fmt: skip
    return list(changes.values()), list(places.values())


class _Came:
    """A stand-in who is not in the table yet."""

    def __init__(self, role: str, attendance: str, replaced_by: str | None, stands_in_for: str | None) -> None:
        self.role, self.attendance, self.replaced_by = role, attendance, replaced_by
        self.stands_in_for = stands_in_for


def _write(unit: Unit, changes: Sequence[Change], places: Sequence[Place]) -> None:
    write_places(unit, places)
    change(unit, changes)
    trail(unit, [Change(one.shift_id, one.member_id, "enrolled", one.attendance) for one in places])


def _locked(unit: Unit, shift_ids: Sequence[str]) -> dict[str, Shift]:
    rows = select(Shift).where(Shift.id.in_(shift_ids)).order_by(Shift.id).with_for_update()
    return {one.id: one for one in unit.session.scalars(rows)}


def _enrolled(unit: Unit, shift_ids: Sequence[str]) -> defaultdict[str, Enrolled]:
    """Return who stands in each shift, by member."""
    found: defaultdict[str, Enrolled] = defaultdict(dict)
    for row in unit.session.execute(
        select(Enrolment.shift_id, Enrolment.member_id, Enrolment.role, Enrolment.attendance, Enrolment.replaced_by,
               Enrolment.stands_in_for)
        .where(Enrolment.shift_id.in_(shift_ids), Enrolment.attendance != "withdrawn")
    ):  # fmt: skip
        found[row.shift_id][row.member_id] = row
    return found
