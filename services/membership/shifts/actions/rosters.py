"""What members see of shifts when they have signed in: their own, those with a place free, who comes to one."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of
from services.membership.meetings.names import names_of

from ..contract import own
from ..contract.refusals import UnknownShift
from ..standing_in import wanted
from ..tables import Enrolment, Shift
from .attendance import leads
from .calendar import between, has_free_place, shown
from .standings import check_member

# Who gave the place back, or was called off: the team sees them no more. Who missed it stays, and no gap tells of it.
GONE = ("withdrawn", "excused", "cancelled")


@answers(own.list_own_shifts)
def list_own_shifts(unit: Unit, from_: date | None, to: date | None, limit: int, cursor: str | None) -> Listed:
    """Return a page of the shifts in which one has or had a place; not those that one gave back."""
    rows = between(select(Shift, Enrolment), from_ or unit.today, to).join(Enrolment, Enrolment.shift_id == Shift.id)
    rows = rows.where(Enrolment.member_id == unit.actor.id, Enrolment.attendance != "withdrawn")
    page = page_of(unit.session, rows.add_columns(Shift.starts_at, Shift.id), key=[Shift.starts_at, Shift.id],
                   limit=limit, cursor=cursor, scalars=False)  # fmt: skip
    names = ("role", "attendance", "make_up", "replaced_by", "stands_in_for", "stand_in_wanted_at")
    shifts = shown(unit, [row.Shift for row in page.data])
    return Listed([{**shift, **{name: getattr(row.Enrolment, name) for name in names}}
                   for shift, row in zip(shifts, page.data, strict=True)], page.next_cursor)  # fmt: skip


@answers(own.list_open_shifts)
def list_open_shifts(unit: Unit, from_: date | None, to: date | None, limit: int, cursor: str | None) -> Listed:
    """Return a page of the shifts to come that have a place free."""
    check_member(unit, unit.actor.id, unit.today)
    rows = between(select(Shift), max(from_ or unit.today, unit.today), to)
    rows = rows.where(has_free_place(unit), Shift.starts_at > unit.now)
    page = page_of(unit.session, rows, key=[Shift.starts_at, Shift.id], limit=limit, cursor=cursor)
    return Listed(shown(unit, page.data), page.next_cursor)


@answers(own.get_own_team)
def get_own_team(unit: Unit, shift_id: str) -> dict[str, Any]:
    """Return who comes to a shift; who was marked, and how, is told to who leads it."""
    check_member(unit, unit.actor.id, unit.today)
    shift = unit.session.get(Shift, shift_id)
    if shift is None:
        raise UnknownShift(shift_id=shift_id)
    rows = unit.session.scalars(
        select(Enrolment).where(Enrolment.shift_id == shift_id).order_by(Enrolment.role, Enrolment.member_id)
    ).all()
    lead = leads(unit, next((one for one in rows if one.member_id == unit.actor.id), None))
    seen = [one for one in rows if one.attendance not in GONE or one.member_id == unit.actor.id
            or (lead and one.attendance != "withdrawn")]  # fmt: skip
    names = names_of(unit, [one.member_id for one in seen])
    return {**shown(unit, [shift])[0], "leads": lead, "team": [
        {"member_id": one.member_id, "name": names[one.member_id], "role": one.role,
         "stand_in_wanted_at": one.stand_in_wanted_at if one.attendance == "enrolled" else None,
         "attendance": one.attendance if lead or one.member_id == unit.actor.id else None}
        for one in seen
    ]}  # fmt: skip


@answers(own.list_wanted_stand_ins)
def list_wanted_stand_ins(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """Return a page of the places to come for which somebody is asked for, the next one first."""
    check_member(unit, unit.actor.id, unit.today)
    rows = wanted().where(Shift.starts_at > unit.now).add_columns(Shift.starts_at, Shift.id, Enrolment.member_id)
    page = page_of(unit.session, rows, key=[Shift.starts_at, Shift.id, Enrolment.member_id], limit=limit,
                   cursor=cursor, scalars=False)  # fmt: skip
    names = names_of(unit, [row.member_id for row in page.data])
    return Listed([
        {"shift_id": row.id, "starts_at": row.starts_at, "ends_at": row.Shift.ends_at, "member_id": row.member_id,
         "name": names[row.member_id], "role": row.Enrolment.role, "wanted_at": row.Enrolment.stand_in_wanted_at}
        for row in page.data
    ], page.next_cursor)  # fmt: skip
