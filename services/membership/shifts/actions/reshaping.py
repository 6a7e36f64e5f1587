"""A slot that comes back gets other hours or places from a day on: its team and its shifts go over as they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from typing import Any

from sqlalchemy import cast, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, TEXT

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Unit

from .. import contract
from ..bylaws import article
from ..contract.refusals import ChangesTooEarly, EndsTooEarly, PlacesTaken
from ..desk import Desk
from ..hours import check_hours, moments_of
from ..tables import Enrolment, Shift, ShiftTemplate, StandingEnrolment
from ..teams import locked_templates, runs_on
from .calendar import slot_of
from .templates import check_template, shown_templates

_DAY = timedelta(days=1)
COPIED = ("name", "weekday", "starts_at", "ends_at", "places", "weeks")


@answers(contract.change_template)
def change_template(unit: Unit, template_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """End a slot with the day before, and let another come back in its place, with the same team."""
    template = locked_templates(unit, [template_id]).get(template_id)
    if template is None:
        raise NotFound(what="shift template", id=template_id)
    first = body.pop("from_")
    if first <= unit.today:  # today's shift may have begun
        raise ChangesTooEarly(article=article(unit), given=first, today=unit.today)
    if first <= template.valid_from or (template.valid_until or first) < first:
        raise EndsTooEarly(article=article(unit), starts_on=template.valid_from, asked=first - _DAY,
                           ends_on=template.valid_until or "further notice")  # fmt: skip
    successor = ShiftTemplate(**{
        **{name: getattr(template, name) for name in COPIED}, **body, "id": new_id("slt"), "valid_from": first,
        "valid_until": template.valid_until, "recorded_at": unit.now,
    })  # fmt: skip
    check_template(unit, successor)
    unit.session.add(successor)
    unit.session.flush()
    _move_shifts(unit, template_id, successor, _take_over_team(unit, template_id, successor))
    template.valid_until = first - _DAY
    unit.session.flush()
    return shown_templates(unit, [successor], first)[0]


def _take_over_team(unit: Unit, template_id: str, successor: ShiftTemplate) -> dict[str, str]:
    """Let everybody who comes each time come to the successor; return the standing places that follow on others."""
    first = successor.valid_from
    team = unit.session.scalars(
        select(StandingEnrolment).where(StandingEnrolment.template_id == template_id, runs_on(first))
        .order_by(StandingEnrolment.id)
    ).all()  # fmt: skip
    counts: dict[str, int] = defaultdict(int)
    for one in team:
        counts[one.role] += 1
    _check_places(unit, successor, counts)
    follows: dict[str, str] = {}
    for one in team:
        follows[one.id] = new_id("std")
        unit.session.add(StandingEnrolment(
            id=follows[one.id], template_id=successor.id, member_id=one.member_id, role=one.role,
            starts_on=max(first, one.starts_on), ends_on=one.ends_on, recorded_at=unit.now,
        ))  # fmt: skip
        one.ends_on = max(first, one.starts_on) - _DAY
    unit.session.flush()
    return follows


def _move_shifts(unit: Unit, template_id: str, successor: ShiftTemplate, follows: Mapping[str, str]) -> None:
    """Give the shifts that the calendar holds already the hours and places of the successor; tell whose hours move.

    Those that were called off stay so, as they were: they only keep the calendar from making them again.
    """
    later = select(Shift.id).where(Shift.template_id == template_id, Shift.day >= successor.valid_from)
    desk = _desk_of(unit, unit.session.scalars(later).all())
    for one in desk.shifts.values():
        one.template_id, one.slot = successor.id, slot_of(successor, one.day)
    shifts = [one for one in desk.shifts.values() if one.cancelled_at is None]
    before = {one.id: (one.starts_at, one.ends_at) for one in shifts}
    for one in shifts:
        _check_places(unit, successor, desk.taken.get(one.id, {}))
        hours = (time.fromisoformat(hour) for hour in (successor.starts_at, successor.ends_at))
        one.starts_at, one.ends_at = moments_of(one.day, *hours)
        check_hours(unit, one.starts_at, one.ends_at)
        one.places = successor.places
    unit.session.flush()
    _follow(unit, shifts, follows)
    moved = [one for one in shifts if (one.starts_at, one.ends_at) != before[one.id]]
    team = _enrolled(unit, [one.id for one in moved])
    desk = _desk_of(unit, [one.id for one in moved])
    for shift_id, members in team.items():
        for member_id in members:
            desk.check_not_elsewhere(desk.shifts[shift_id], member_id)
    unit.emit_all([
        (contract.shift_moved, f"shifts/{one.id}", {
            "shift_id": one.id, "was_starts_at": before[one.id][0], "starts_at": one.starts_at,
            "ends_at": one.ends_at, "member_ids": team.get(one.id, []),
        }) for one in moved
    ])  # fmt: skip


def _desk_of(unit: Unit, shift_ids: Sequence[str]) -> Desk:
    """Hold the teams of shifts, then the shifts, and read when each of them is expected."""
    return Desk.opened(unit, {one for team in _enrolled(unit, shift_ids).values() for one in team}, shift_ids)


def _enrolled(unit: Unit, shift_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return who is expected in each shift."""
    found: dict[str, list[str]] = defaultdict(list)
    for shift_id, member_id in unit.session.execute(
        select(Enrolment.shift_id, Enrolment.member_id)
        .where(Enrolment.shift_id.in_(shift_ids), Enrolment.attendance == "enrolled")
        .order_by(Enrolment.shift_id, Enrolment.member_id)
    ):  # fmt: skip
        found[shift_id].append(member_id)
    return found


def _follow(unit: Unit, shifts: Sequence[Shift], follows: Mapping[str, str]) -> None:
    pairs = func.unnest(cast(list(follows), ARRAY(TEXT)), cast(list(follows.values()), ARRAY(TEXT)))
    given = pairs.table_valued("was", "becomes", name="given").render_derived()
    unit.session.execute(
        update(Enrolment).values(standing_id=given.c.becomes)
        .where(Enrolment.shift_id.in_([one.id for one in shifts]), Enrolment.standing_id == given.c.was)
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def _check_places(unit: Unit, successor: ShiftTemplate, taken: Mapping[str, int]) -> None:
    for role, count in taken.items():
        if (capacity := successor.places.get(role, 0)) < count:
            raise PlacesTaken(article=article(unit), role=role, taken=count, capacity=capacity)
