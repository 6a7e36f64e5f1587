"""Which slots come back on a day, and the enrolment of their teams; shared by calendar, templates and teams."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from services.commons.refusals import Refusal
from services.commons.storage import Unit

from .accounts import rests_of
from .bylaws import rotation
from .desk import Desk, Place, write_places
from .tables import Closure, Enrolment, Shift, ShiftTemplate, StandingEnrolment


def all_templates(unit: Unit) -> list[ShiftTemplate]:
    """Return every slot that comes back or did."""
    return list(unit.session.scalars(select(ShiftTemplate).order_by(ShiftTemplate.id)))


def locked_templates(unit: Unit, template_ids: Collection[str]) -> dict[str, ShiftTemplate]:
    """Lock slots in the order of their ids, and return them by id."""
    rows = select(ShiftTemplate).where(ShiftTemplate.id.in_(template_ids)).order_by(ShiftTemplate.id)
    return {one.id: one for one in unit.session.scalars(rows.with_for_update())}


def runs_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a standing place has not ended before a day."""
    return or_(StandingEnrolment.ends_on.is_(None), StandingEnrolment.ends_on >= day)


def comes_back(unit: Unit, template: ShiftTemplate, day: date) -> bool:
    """Say whether a slot comes back on a day."""
    if day.weekday() != template.weekday or day < template.valid_from:
        return False
    if template.valid_until is not None and day > template.valid_until:
        return False
    weeks = rotation(unit)
    return not template.weeks or (weeks is not None and weeks.letter_of(day) in template.weeks)


def closed_days(unit: Unit, first: date, last: date) -> set[date]:
    """Return the days between two on which the shop is closed."""
    rows = unit.session.execute(
        select(Closure.starts_on, Closure.ends_on)
        .where(Closure.lifted_at.is_(None), Closure.starts_on <= last, Closure.ends_on >= first)
    )  # fmt: skip
    return {
        day for starts_on, ends_on in rows
        for offset in range((min(ends_on, last) - max(starts_on, first)).days + 1)
        if (day := max(starts_on, first) + timedelta(days=offset))
    }  # fmt: skip


def enrol_teams(
    unit: Unit, shifts: Sequence[Shift], *, afterwards: bool = False
) -> tuple[list[Place], list[dict[str, Any]]]:
    """Enrol who comes each time in the shifts of their slots; return the places taken, and who could not be enrolled.

    Whoever has a row in the shift already keeps it, whatever it says: a calendar made again changes nothing. Who is on
    leave that day is passed over.
    """
    open_ = [one for one in shifts if one.template_id and one.cancelled_at is None
             and (afterwards or one.ends_at > unit.now)]  # fmt: skip
    if not open_:
        return [], []
    wanted = _wanted(unit, open_)
    desk = Desk.opened(unit, {one.member_id for one in wanted}, {one.shift_id for one in wanted})
    taken, problems = [], []
    for place in wanted:
        try:
            if desk.take(*place[:3], afterwards=afterwards):
                taken.append(place)
        except Refusal as refusal:
            problems.append({"shift_id": place.shift_id, "member_id": place.member_id, "code": refusal.code})
    write_places(unit, taken)
    return taken, problems


def _wanted(unit: Unit, shifts: Sequence[Shift]) -> list[Place]:
    """List the places that teams have in shifts, by who came to the team first, without those that stand already."""
    first, last = min(one.day for one in shifts), max(one.day for one in shifts)
    standings = unit.session.scalars(
        select(StandingEnrolment)
        .where(StandingEnrolment.template_id.in_({one.template_id for one in shifts}),
               StandingEnrolment.starts_on <= last,
               runs_on(first))
        .order_by(StandingEnrolment.id)
    ).all()  # fmt: skip
    known = {(row.shift_id, row.member_id) for row in unit.session.execute(
        select(Enrolment.shift_id, Enrolment.member_id).where(Enrolment.shift_id.in_([one.id for one in shifts]))
    )}  # fmt: skip
    rests = rests_of(unit, {one.member_id for one in standings})
    return [
        Place(shift.id, one.member_id, one.role, standing_id=one.id)
        for shift in shifts for one in standings
        if one.template_id == shift.template_id and one.starts_on <= shift.day
        and (one.ends_on is None or shift.day <= one.ends_on) and (shift.id, one.member_id) not in known
        and not any(rest.covers(shift.day) for rest in rests[one.member_id])
    ]  # fmt: skip
