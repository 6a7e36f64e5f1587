"""Leaves and exemptions: days in which a member owes no shift. Their grounds are recorded nowhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.register import parties
from services.membership.register.as_of import check_is_member
from services.membership.register.leaving import clears

from .. import contract
from ..bylaws import EXEMPTION_REVIEW_DAYS, article, setting
from ..contract.refusals import LeaveBackwards, LeaveVoided
from ..marking import Change, change, wake
from ..tables import Enrolment, Leave, Shift
from .swaps import lapse_lost


@answers(contract.record_leave)
def record_leave(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record a leave of somebody who is a member on its first day; the standing team's shifts within are given back."""
    if body["ends_on"] is not None and body["ends_on"] < body["starts_on"]:
        raise LeaveBackwards(article=article(unit), starts_on=body["starts_on"], ends_on=body["ends_on"])
    parties.locked(unit, member_id)
    check_is_member(unit, member_id, body["starts_on"])
    if body["kind"] == "exemption" and body["review_on"] is None:
        days = int(setting(unit, "exemption_review_days", EXEMPTION_REVIEW_DAYS))
        body["review_on"] = body["starts_on"] + timedelta(days=days)
    leave = Leave(id=new_id("lve"), member_id=member_id, voided_at=None, recorded_at=unit.now, **body)
    unit.session.add(leave)
    unit.session.flush()
    wake(unit)
    return {**_shown(leave), "withdrawn": _give_back(unit, leave)}


@answers(contract.list_leaves)
def list_leaves(unit: Unit, member_id: str | None, on: date | None, review_by: date | None, limit: int,
                cursor: str | None) -> Listed:  # fmt: skip
    """Return a page of leaves in the order of their recording; none that was voided."""
    statement = select(Leave).where(Leave.voided_at.is_(None))
    if member_id is not None:
        statement = statement.where(Leave.member_id == member_id)
    if on is not None:
        statement = statement.where(Leave.starts_on <= on, or_(Leave.ends_on.is_(None), Leave.ends_on >= on))
    if review_by is not None:
        runs = or_(Leave.ends_on.is_(None), Leave.ends_on >= unit.today)
        statement = statement.where(Leave.review_on <= review_by, runs)
    page = page_of(unit.session, statement, key=[Leave.id], limit=limit, cursor=cursor)
    return Listed([_shown(leave) for leave in page.data], page.next_cursor)


@answers(contract.end_leave)
def end_leave(unit: Unit, leave_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Set the last day, earlier or later than it was."""
    leave = _standing(unit, leave_id)
    if body["ends_on"] < leave.starts_on:
        raise LeaveBackwards(article=article(unit), starts_on=leave.starts_on, ends_on=body["ends_on"])
    leave.ends_on = body["ends_on"]
    unit.session.flush()
    wake(unit)
    return {**_shown(leave), "withdrawn": _give_back(unit, leave)}


@answers(contract.void_leave)
def void_leave(unit: Unit, leave_id: str) -> dict[str, Any]:
    """Let a leave count for nothing; it stays on record."""
    leave = _standing(unit, leave_id)
    leave.voided_at = unit.now
    unit.session.flush()
    wake(unit)
    return _shown(leave)


@clears("leaves")
def clear_leaves(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """End the leaves of a leaver with the last day; one that would begin later is voided."""
    runs = or_(Leave.ends_on.is_(None), Leave.ends_on > left_on)
    rows = unit.session.scalars(
        select(Leave).where(Leave.member_id == member_id, Leave.voided_at.is_(None), runs)
    ).all()
    for leave in rows:
        if leave.starts_on > left_on:
            leave.voided_at = unit.now
        else:
            leave.ends_on = left_on
    unit.session.flush()
    return len(rows)


def _give_back(unit: Unit, leave: Leave) -> int:
    """Give back the places of the standing team within a leave, of shifts that have not begun."""
    within = [Shift.day >= leave.starts_on, Shift.starts_at > unit.now]
    if leave.ends_on is not None:
        within.append(Shift.day <= leave.ends_on)
    shift_ids = list(unit.session.scalars(
        select(Enrolment.shift_id).join(Shift, Shift.id == Enrolment.shift_id)
        .where(Enrolment.member_id == leave.member_id, Enrolment.attendance == "enrolled",
               Enrolment.standing_id.is_not(None), *within)
    ))  # fmt: skip
    change(unit, [Change(shift_id, leave.member_id, "enrolled", "withdrawn") for shift_id in shift_ids])
    lapse_lost(unit, shift_ids)
    return len(shift_ids)


def _standing(unit: Unit, leave_id: str) -> Leave:
    leave = unit.session.get(Leave, leave_id, with_for_update=True)
    if leave is None:
        raise NotFound(what="leave", id=leave_id)
    if leave.voided_at is not None:
        raise LeaveVoided(article=article(unit), leave_id=leave_id)
    return leave


def _shown(leave: Leave) -> dict[str, Any]:
    names = ("id", "member_id", "kind", "starts_on", "ends_on", "review_on", "voided_at")
    return {name: getattr(leave, name) for name in names}
