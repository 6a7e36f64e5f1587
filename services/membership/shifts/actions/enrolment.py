"""Enrolment, one by one or many at once; a place given back in time, or an excuse before the shift."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.refusals import Refusal
from services.commons.storage import Unit
from services.membership.register.leaving import clears

from .. import contract
from ..bylaws import article, setting
from ..contract.refusals import AlreadyEnrolled, NoMakeUpOwed, TooLateToWithdraw
from ..desk import Desk, Place, write_places
from ..marking import Change, change, enrolled_before, wake
from ..tables import Enrolment, Shift
from .counter import make_ups_of_all
from .swaps import lapse_lost


@answers(contract.enrol)
def enrol(unit: Unit, shift_id: str, body: dict[str, Any]) -> Enrolment:
    """Enrol one member in one shift."""
    member_id = body["member_id"]
    desk = Desk.opened(unit, [member_id], [shift_id])
    if not desk.take(shift_id, member_id, body["role"], afterwards=body["afterwards"]):
        raise AlreadyEnrolled(article=article(unit), member_id=member_id)
    if body["make_up"]:
        _check_make_up(unit, member_id, *make_ups_of_all(unit, [member_id], unit.today)[member_id])
    write_places(unit, [Place(shift_id, member_id, body["role"], body["make_up"])])
    wake(unit)
    return unit.session.get_one(Enrolment, (shift_id, member_id), populate_existing=True)


@answers(contract.enrol_batch)
def enrol_batch(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Enrol many, in the order given; who is refused does not hold up the others."""
    asked = body["enrolments"]
    desk = Desk.opened(unit, {one["member_id"] for one in asked}, {one["shift_id"] for one in asked})
    results: list[dict[str, Any]] = []
    taken: list[Place] = []
    make_ups: dict[str, tuple[int, int]] = {}
    for index, one in enumerate(asked):
        place = Place(one["shift_id"], one["member_id"], one["role"], one["make_up"])
        former, took, problem = desk.held.get(place[:2]), False, None
        try:
            took = desk.take(*place[:3], afterwards=one["afterwards"])
            outcome = "enrolled" if took else "skipped"
            if took and place.make_up:
                wanting = {other["member_id"] for other in asked if other["make_up"]}
                make_ups = make_ups or make_ups_of_all(unit, wanting, unit.today)
                owed, planned = make_ups[place.member_id]
                _check_make_up(unit, place.member_id, owed, planned)
                make_ups[place.member_id] = owed, planned + 1
        except Refusal as refusal:
            outcome, problem = "refused", refusal.problem()
            if took:
                desk.give_back(*place[:3], former)
        if outcome == "enrolled":
            taken.append(place)
        results.append({"index": index, "shift_id": place.shift_id, "member_id": place.member_id, "outcome": outcome,
                        "problem": problem})  # fmt: skip
    write_places(unit, taken)
    counts = Counter(one["outcome"] for one in results)
    return {**{outcome: counts[outcome] for outcome in ("enrolled", "skipped", "refused")}, "results": results}


@answers(contract.withdraw)
def withdraw(unit: Unit, shift_id: str, body: dict[str, Any]) -> Enrolment:
    """Give a place back, as long before as the bylaws ask."""
    shift = Desk.opened(unit, [body["member_id"]], [shift_id]).shift(shift_id)
    place = enrolled_before(unit, shift, body["member_id"])
    hours = int(setting(unit, "withdraw_hours", 0))
    if unit.now > shift.starts_at - timedelta(hours=hours):
        raise TooLateToWithdraw(article=article(unit, "shifts.withdraw_hours"), hours=hours, starts_at=shift.starts_at)
    return _given_up(unit, place, "withdrawn", None)


@answers(contract.excuse)
def excuse(unit: Unit, shift_id: str, body: dict[str, Any]) -> Enrolment:
    """Excuse a member until the shift begins; the place is free again."""
    shift = Desk.opened(unit, [body["member_id"]], [shift_id]).shift(shift_id)
    return _given_up(unit, enrolled_before(unit, shift, body["member_id"]), "excused", body["reason"])


@clears("enrolments")
def clear_enrolments(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """Withdraw a leaver from every shift after the last day of the membership."""
    later = select(Enrolment.shift_id).join(Shift, Shift.id == Enrolment.shift_id).where(
        Enrolment.member_id == member_id, Enrolment.attendance == "enrolled", Shift.day > left_on
    )  # fmt: skip
    shift_ids = list(unit.session.scalars(later))
    change(unit, [Change(shift_id, member_id, "enrolled", "withdrawn") for shift_id in shift_ids])
    lapse_lost(unit, shift_ids)
    return len(shift_ids)


def _given_up(unit: Unit, place: Enrolment, attendance: str, reason: str | None) -> Enrolment:
    change(unit, [Change(place.shift_id, place.member_id, place.attendance, attendance, reason_code=reason)])
    lapse_lost(unit, [place.shift_id])
    unit.session.refresh(place)
    return place


def _check_make_up(unit: Unit, member_id: str, owed: int, planned: int) -> None:
    if owed <= planned:
        raise NoMakeUpOwed(article=article(unit, "shifts.make_ups"), member_id=member_id, owed=owed, planned=planned)
