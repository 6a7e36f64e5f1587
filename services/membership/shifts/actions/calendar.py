"""The calendar: shifts made one by one or by the week, and shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, func, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.clock import LEGAL_ZONE, legal_day
from services.commons.ids import new_id
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.storage import Listed, Unit, page_of

from .. import contract
from ..bylaws import article
from ..contract import WEEKDAYS
from ..contract.refusals import CalendarInThePast, NoTemplate, UnknownShift
from ..desk import places_taken
from ..hours import check_hours, check_slot_hours, moments_of, take_place
from ..marking import wake
from ..rules import FREES_PLACE, free_places
from ..tables import Enrolment, Shift, ShiftTemplate
from ..teams import all_templates, closed_days, comes_back, enrol_teams

NAMED = 200


@answers(contract.create_shift)
def create_shift(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Add one shift; one that is over only if it is said to be entered afterwards."""
    check_hours(unit, body["starts_at"], body["ends_at"])
    day = legal_day(body["starts_at"])
    check_not_before_founding(unit, day)
    if not body.pop("afterwards") and body["ends_at"] <= unit.now:
        raise CalendarInThePast(article=article(unit), starts_on=day, today=unit.today)
    shift = Shift(id=new_id("shf"), day=day, slot=None, recorded_at=unit.now, **body)
    unit.session.add(shift)
    unit.session.flush()
    wake(unit)
    return shown(unit, [shift])[0]


@answers(contract.make_calendar)
def make_calendar(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Make weeks of shifts and enrol their teams; what stands there already stays as it is."""
    first, afterwards = body["starts_on"], body["afterwards"]
    if first < unit.today and not afterwards:
        raise CalendarInThePast(article=article(unit), starts_on=first, today=unit.today)
    check_not_before_founding(unit, first)
    last = first + timedelta(days=7 * body["weeks"] - 1)
    days = [first + timedelta(days=offset) for offset in range(7 * body["weeks"])]
    closed = closed_days(unit, first, last)
    rows = _rows(unit, body["template"], [day for day in days if day not in closed])
    made = []
    if rows:
        statement = insert(Shift).values(rows).on_conflict_do_nothing(index_elements=["slot"]).returning(Shift.id)
        made = list(unit.session.scalars(statement))
    slots = select(Shift).where(Shift.slot.in_([row["slot"] for row in rows])).order_by(Shift.starts_at, Shift.id)
    shifts = list(unit.session.scalars(slots))
    enrolled, problems = enrol_teams(unit, shifts, afterwards=afterwards)
    wake(unit)
    return {"starts_on": first, "ends_on": last, "created": len(made), "existing": len(rows) - len(made),
            "closed": len(closed), "shift_ids": [shift.id for shift in shifts], "enrolled": len(enrolled),
            "not_enrolled": problems[:NAMED]}  # fmt: skip


@answers(contract.list_shifts)
def list_shifts(
    unit: Unit, from_: date | None, to: date | None, free: bool | None, limit: int, cursor: str | None
) -> Listed:
    """Return a page of shifts by time."""
    statement = between(select(Shift), from_, to)
    if free is not None:
        statement = statement.where(has_free_place(unit) if free else ~has_free_place(unit))
    page = page_of(unit.session, statement, key=[Shift.starts_at, Shift.id], limit=limit, cursor=cursor)
    return Listed(shown(unit, page.data), page.next_cursor)


@answers(contract.get_shift)
def get_shift(unit: Unit, shift_id: str) -> dict[str, Any]:
    """Return a shift with everybody enrolled."""
    shift = unit.session.get(Shift, shift_id)
    if shift is None:
        raise UnknownShift(shift_id=shift_id)
    return with_enrolments(unit, shift)


def between(statement: Any, first: date | None, last: date | None) -> Any:
    """Return a statement with the shifts of these days alone."""
    if first is not None:
        statement = statement.where(Shift.day >= first)
    return statement if last is None else statement.where(Shift.day <= last)


def has_free_place(unit: Unit) -> ColumnElement[bool]:
    """Return the condition that a shift takes place, is not over, and has a place free in some role."""
    offered = func.jsonb_each_text(Shift.places).table_valued("role", "capacity", name="offered").render_derived()
    taken = select(func.count()).where(
        Enrolment.shift_id == Shift.id, Enrolment.role == offered.c.role, Enrolment.attendance.not_in(FREES_PLACE)
    ).correlate(Shift, offered).scalar_subquery()  # fmt: skip
    some = select(offered.c.role).where(cast(offered.c.capacity, Integer) > taken).correlate(Shift).exists()
    return and_(Shift.cancelled_at.is_(None), Shift.ends_at > unit.now, some)


def with_enrolments(unit: Unit, shift: Shift) -> dict[str, Any]:
    """Return a shift and its enrolments, by role and member."""
    enrolled = select(Enrolment).where(Enrolment.shift_id == shift.id).order_by(Enrolment.role, Enrolment.member_id)
    rows = unit.session.scalars(enrolled.execution_options(populate_existing=True))
    return {**shown(unit, [shift])[0], "enrolments": list(rows)}


def shown(unit: Unit, shifts: Sequence[Shift]) -> list[dict[str, Any]]:
    """Return shifts as the API shows them, with their free places; a cancelled one has none."""
    taken = places_taken(unit, [shift.id for shift in shifts])
    return [
        {"id": shift.id, "starts_at": shift.starts_at.astimezone(LEGAL_ZONE),
         "ends_at": shift.ends_at.astimezone(LEGAL_ZONE), "places": shift.places,
         "free": free_places({} if shift.cancelled_at else shift.places, taken.get(shift.id, {})),
         "template_id": shift.template_id, "cancelled_at": shift.cancelled_at, "cancel_reason": shift.cancel_reason}
        for shift in shifts
    ]  # fmt: skip


def slot_of(template: ShiftTemplate, day: date) -> str:
    """Return what a calendar finds again the shift of a slot by that comes back."""
    return f"{template.id} {day}"


def _rows(unit: Unit, template: list[dict[str, Any]] | None, days: Sequence[date]) -> list[dict[str, Any]]:
    """Return the shifts of some days: by the template given, the slots that come back, or the bylaws."""
    if template is None and (templates := all_templates(unit)):
        coming = [(day, one) for day in days for one in templates if comes_back(unit, one, day)]
        return [row for day, one in coming
                for row in _row(unit, day, one.starts_at, one.ends_at, one.places, slot_of(one, day), one.id)]
    rule = unit.rules.bylaws("shifts.calendar", None)
    if not (slots := template or rule.value):
        raise NoTemplate(article=rule.article)
    return [row for day in days for slot in slots if WEEKDAYS[day.weekday()] in slot["weekdays"]
            for row in _row(unit, day, slot["starts_at"], slot["ends_at"], slot["places"],
                            f"{day} {slot['starts_at']}-{slot['ends_at']}", None)]  # fmt: skip


def _row(unit: Unit, day: date, starts: str, ends: str, places: Any, slot: str, template_id: str | None
         ) -> list[dict[str, Any]]:  # fmt: skip
    """Return the shift of a slot on a day; none in the hour that a day of the spring does not have."""
    hours = time.fromisoformat(starts), time.fromisoformat(ends)
    check_slot_hours(unit, *hours)
    starts_at, ends_at = moments_of(day, *hours)
    if not take_place(starts_at, ends_at):
        return []
    return [{"id": new_id("shf"), "starts_at": starts_at, "ends_at": ends_at, "day": day, "places": places,
             "slot": slot, "template_id": template_id, "recorded_at": unit.now}]  # fmt: skip
