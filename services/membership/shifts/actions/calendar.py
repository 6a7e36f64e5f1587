"""The calendar: shifts made one by one or by the week, and shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.clock import LEGAL_ZONE, legal_day
from services.commons.ids import new_id
from services.commons.storage import Listed, Unit, page_of

from .. import contract
from ..contract import WEEKDAYS
from ..contract.refusals import NoTemplate, ShiftBackwards, UnknownShift
from ..rules import FREES_PLACE, free_places
from ..tables import Enrolment, Shift

LONGEST = timedelta(days=1)


@answers(contract.create_shift)
def create_shift(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Add one shift."""
    _check(body["starts_at"], body["ends_at"])
    shift = Shift(id=new_id("shf"), day=legal_day(body["starts_at"]), slot=None, recorded_at=unit.now, **body)
    unit.session.add(shift)
    return shown(unit, [shift])[0]


@answers(contract.make_calendar)
def make_calendar(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Make weeks of shifts from a template; what stands there already stays as it is."""
    rule = unit.rules.bylaws("shifts.calendar", None)
    template = body["template"] or rule.value
    if not template:
        raise NoTemplate(article=rule.article)
    last = body["starts_on"] + timedelta(days=7 * body["weeks"] - 1)
    rows = [row for offset in range(7 * body["weeks"])
            for row in _rows_of(unit, template, body["starts_on"] + timedelta(days=offset))]  # fmt: skip
    made = []
    if rows:
        statement = insert(Shift).values(rows).on_conflict_do_nothing(index_elements=["slot"]).returning(Shift.id)
        made = list(unit.session.scalars(statement))
    slots = select(Shift.id).where(Shift.slot.in_([row["slot"] for row in rows])).order_by(Shift.starts_at, Shift.id)
    return {"starts_on": body["starts_on"], "ends_on": last, "created": len(made),
            "existing": len(rows) - len(made), "shift_ids": list(unit.session.scalars(slots))}  # fmt: skip


@answers(contract.list_shifts)
def list_shifts(unit: Unit, from_: date | None, to: date | None, limit: int, cursor: str | None) -> Listed:
    """Return a page of shifts by day."""
    statement = select(Shift)
    if from_ is not None:
        statement = statement.where(Shift.day >= from_)
    if to is not None:
        statement = statement.where(Shift.day <= to)
    page = page_of(unit.session, statement, key=[Shift.day, Shift.id], limit=limit, cursor=cursor)
    return Listed(shown(unit, page.data), page.next_cursor)


@answers(contract.get_shift)
def get_shift(unit: Unit, shift_id: str) -> dict[str, Any]:
    """Return a shift with everybody enrolled."""
    shift = unit.session.get(Shift, shift_id)
    if shift is None:
        raise UnknownShift(shift_id=shift_id)
    return with_enrolments(unit, shift)


def with_enrolments(unit: Unit, shift: Shift) -> dict[str, Any]:
    """Return a shift and its enrolments, by role and member."""
    enrolled = select(Enrolment).where(Enrolment.shift_id == shift.id).order_by(Enrolment.role, Enrolment.member_id)
    return {**shown(unit, [shift])[0], "enrolments": list(unit.session.scalars(enrolled))}


def shown(unit: Unit, shifts: Sequence[Shift]) -> list[dict[str, Any]]:
    """Return shifts as the API shows them, with their free places."""
    taken = places_taken(unit, [shift.id for shift in shifts])
    return [
        {"id": shift.id, "starts_at": shift.starts_at.astimezone(LEGAL_ZONE),
         "ends_at": shift.ends_at.astimezone(LEGAL_ZONE), "places": shift.places,
         "free": free_places(shift.places, taken.get(shift.id, {}))}
        for shift in shifts
    ]  # fmt: skip


def places_taken(unit: Unit, shift_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return how many places of each role are taken in each shift."""
    rows = unit.session.execute(
        select(Enrolment.shift_id, Enrolment.role, func.count())
        .where(Enrolment.shift_id.in_(shift_ids), Enrolment.attendance.not_in(FREES_PLACE))
        .group_by(Enrolment.shift_id, Enrolment.role)
    )
    taken: dict[str, dict[str, int]] = {}
    for shift_id, role, count in rows:
        taken.setdefault(shift_id, {})[role] = count
    return taken


def _rows_of(unit: Unit, template: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    rows = []
    for slot in template:
        if WEEKDAYS[day.weekday()] not in slot["weekdays"]:
            continue
        starts_at, ends_at = _at(day, slot["starts_at"]), _at(day, slot["ends_at"])
        _check(starts_at, ends_at)
        rows.append({
            "id": new_id("shf"), "starts_at": starts_at, "ends_at": ends_at, "day": day, "places": slot["places"],
            "slot": f"{day.isoformat()} {slot['starts_at']}-{slot['ends_at']}", "recorded_at": unit.now,
        })  # fmt: skip
    return rows


def _at(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), tzinfo=LEGAL_ZONE)


def _check(starts_at: datetime, ends_at: datetime) -> None:
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise ShiftBackwards(starts_at=starts_at, ends_at=ends_at)
