"""What shifts tell of a member's life: each year in sums, and the times in which none was owed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import extract, func, select

from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import Enrolment, Leave, Shift


@tells("shifts")
def shifts(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell each year of shifts in one entry, on the day of the latest that was attended, missed or excused."""
    year = extract("year", Shift.day)
    counts = {state: func.count().filter(Enrolment.attendance == state) for state in ("attended", "missed", "excused")}
    sums = (
        select(year.label("year"), func.max(Shift.day).label("on"), func.max(Enrolment.marked_at).label("marked_at"),
               func.max(Enrolment.recorded_at).label("recorded_at"),
               *(one.label(state) for state, one in counts.items()))
        .join(Shift, Shift.id == Enrolment.shift_id)
        .where(Enrolment.member_id == member_id, Enrolment.attendance.in_(counts)).group_by(year)
    )  # fmt: skip
    for row in unit.session.execute(sums):
        values = {"year": str(int(row.year)), **{state: getattr(row, state) for state in counts}}
        what = "Shifts in {year}: {attended} attended, {missed} missed, {excused} excused."
        yield Entry(row.on, "shifts_counted", what, values, row.marked_at or row.recorded_at)


@tells("leaves")
def leaves(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell when the member owed no shift, and until when."""
    for one in unit.session.scalars(select(Leave).where(Leave.member_id == member_id).order_by(Leave.id)):
        if getattr(one, "voided_at", None) is not None:
            continue
        values, rows = {"kind": one.kind}, (("leaves", one.id),)
        yield Entry(one.starts_on, "leave_began", "Owes no shift from now on: {kind}.", values, one.recorded_at, rows)
        if one.ends_on is not None:
            yield Entry(one.ends_on, "leave_ended", "Last day without shifts: {kind}.", values, one.recorded_at, rows)
