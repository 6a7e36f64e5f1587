"""Who comes to which slot each time: the standing teams."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound, Refusal
from services.commons.storage import Listed, Unit, page_of
from services.membership.register.leaving import clears

from .. import contract
from ..bylaws import article
from ..contract.refusals import EndsTooEarly, SlotEnded, SlotFull, StandingTaken, UnknownRole
from ..desk import Desk
from ..marking import Change, change
from ..tables import Enrolment, Shift, ShiftTemplate, StandingEnrolment
from ..teams import enrol_teams, locked_templates, runs_on
from .swaps import lapse_lost


@answers(contract.enrol_standing)
def enrol_standing(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Let members come each time, and enrol them in the shifts that the calendar holds already."""
    asked = body["standings"]
    desk = Desk.opened(unit, {one["member_id"] for one in asked}, ())
    templates = locked_templates(unit, {one["template_id"] for one in asked})
    running = _running(unit, templates)
    results: list[dict[str, Any]] = []
    made: dict[str, StandingEnrolment] = {}
    for index, one in enumerate(asked):
        try:
            row = _stand(unit, desk, templates.get(one["template_id"]), running[one["template_id"]], one)
            made[row.id] = row
            running[row.template_id].append(row)
            results.append({"index": index, "outcome": "taken", "id": row.id, "enrolled": 0, "problem": None})
        except Refusal as refusal:
            results.append({"index": index, "outcome": "refused", "id": None, "enrolled": 0,
                            "problem": refusal.problem()})  # fmt: skip
    unit.session.add_all(made.values())
    unit.session.flush()
    enrolled = Counter(place.standing_id for place in _enrol_in_calendar(unit, made.values()))
    for result in results:
        result["enrolled"] = enrolled[result["id"]]
    return {"taken": len(made), "refused": len(results) - len(made), "results": results}


@answers(contract.list_standing_enrolments)
def list_standing_enrolments(unit: Unit, member_id: str | None, template_id: str | None, as_of: date | None,
                             limit: int, cursor: str | None) -> Listed:  # fmt: skip
    """Return a page of standing places."""
    statement = select(StandingEnrolment)
    if member_id is not None:
        statement = statement.where(StandingEnrolment.member_id == member_id)
    if template_id is not None:
        statement = statement.where(StandingEnrolment.template_id == template_id)
    if as_of is not None:
        statement = statement.where(StandingEnrolment.starts_on <= as_of, runs_on(as_of))
    return page_of(unit.session, statement, key=[StandingEnrolment.id], limit=limit, cursor=cursor)


@answers(contract.end_standing)
def end_standing(unit: Unit, standing_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """End a standing place after a day, and give back the later shifts that it took."""
    row = unit.session.get(StandingEnrolment, standing_id, with_for_update=True)
    if row is None:
        raise NotFound(what="standing enrolment", id=standing_id)
    last = body["ends_on"]
    if last < row.starts_on - timedelta(days=1) or (row.ends_on or last) < last:
        raise EndsTooEarly(article=article(unit), starts_on=row.starts_on, ends_on=row.ends_on, asked=last)
    row.ends_on = last
    later = select(Enrolment.shift_id).join(Shift, Shift.id == Enrolment.shift_id).where(
        Enrolment.standing_id == standing_id, Enrolment.attendance == "enrolled", Shift.day > last,
        Shift.starts_at > unit.now,
    )  # fmt: skip
    shift_ids = list(unit.session.scalars(later))
    change(unit, [Change(shift_id, row.member_id, "enrolled", "withdrawn") for shift_id in shift_ids])
    lapse_lost(unit, shift_ids)
    unit.session.flush()
    return {**{name: getattr(row, name) for name in ("id", "template_id", "member_id", "role", "starts_on", "ends_on")},
            "withdrawn": len(shift_ids)}  # fmt: skip


@clears("standing_enrolments")
def clear_standing_enrolments(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """End the standing places of a leaver with the last day."""
    rows = unit.session.scalars(
        select(StandingEnrolment).where(StandingEnrolment.member_id == member_id, runs_on(left_on + timedelta(days=1)))
    ).all()
    for row in rows:
        row.ends_on = max(left_on, row.starts_on - timedelta(days=1))
    unit.session.flush()
    return len(rows)


def _stand(unit: Unit, desk: Desk, template: ShiftTemplate | None, running: Sequence[StandingEnrolment],
           one: dict[str, Any]) -> StandingEnrolment:  # fmt: skip
    """Check a standing place against the slot and the team as they will be from its first day on."""
    if template is None:
        raise NotFound(what="shift template", id=one["template_id"])
    first, role = one["starts_on"], one["role"]
    if first < template.valid_from or (template.valid_until is not None and template.valid_until < first):
        raise SlotEnded(article=article(unit), valid_from=template.valid_from,
                        valid_until=template.valid_until or "further notice", on=first)  # fmt: skip
    if role not in template.places:
        raise UnknownRole(article=article(unit), role=role, roles=", ".join(sorted(template.places)))
    team = [other for other in running if other.ends_on is None or other.ends_on >= first]
    if any(other.member_id == one["member_id"] for other in team):
        raise StandingTaken(article=article(unit), member_id=one["member_id"])
    desk.check_person(one["member_id"], role, first)
    if sum(other.role == role for other in team) >= template.places[role]:
        raise SlotFull(article=article(unit), role=role, capacity=template.places[role])
    return StandingEnrolment(id=new_id("std"), ends_on=None, recorded_at=unit.now, **one)


def _enrol_in_calendar(unit: Unit, made: Any) -> list[Any]:
    templates = {one.template_id for one in made}
    shifts = unit.session.scalars(
        select(Shift).where(Shift.template_id.in_(templates), Shift.starts_at > unit.now, Shift.cancelled_at.is_(None))
        .order_by(Shift.starts_at, Shift.id)
    ).all()  # fmt: skip
    return enrol_teams(unit, shifts)[0]


def _running(unit: Unit, template_ids: Any) -> dict[str, list[StandingEnrolment]]:
    found: dict[str, list[StandingEnrolment]] = defaultdict(list)
    for one in unit.session.scalars(select(StandingEnrolment).where(StandingEnrolment.template_id.in_(template_ids))):
        found[one.template_id].append(one)
    return found
