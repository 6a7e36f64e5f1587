"""Changes enrolments in one statement, and keeps the trail of every change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, func, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from services.commons.ids import new_id
from services.commons.storage import Unit

from .bylaws import MARKS_WITHIN_DAYS, article, setting
from .contract.refusals import NotEnrolled, ShiftStarted
from .tables import AttendanceMark, Enrolment, Shift

# Woken by every change that may move a standing.
STANDING_CHANGES = "standing-changes"


class Change(NamedTuple):
    """What an enrolment was and becomes; ``replaced_by`` and ``reason_code`` are set, the others stay."""

    shift_id: str
    member_id: str
    was: str
    attendance: str
    late: bool = False
    replaced_by: str | None = None
    reason_code: str | None = None
    leader_id: str | None = None


def change(unit: Unit, changes: Sequence[Change]) -> None:
    """Write changes of enrolments and their trail; whoever holds the rows has locked their shifts."""
    if not changes:
        return
    columns = ("shift_id", "member_id", "attendance", "replaced_by", "reason_code")
    lists = [cast([getattr(one, name) for one in changes], ARRAY(Text)) for name in columns]
    given = func.unnest(*lists).table_valued(*columns, name="given").render_derived()
    unit.session.execute(
        update(Enrolment)
        .where(Enrolment.shift_id == given.c.shift_id, Enrolment.member_id == given.c.member_id)
        .values(attendance=given.c.attendance, replaced_by=given.c.replaced_by, reason_code=given.c.reason_code,
                marked_at=unit.now)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    trail(unit, changes)


def trail(unit: Unit, changes: Iterable[Change]) -> None:
    """Add to the trail what was changed."""
    rows: list[dict[str, Any]] = [
        {"id": new_id("mrk"), "shift_id": one.shift_id, "member_id": one.member_id, "was": one.was,
         "attendance": one.attendance, "leader_id": one.leader_id, "entered_by": entered_by(unit), "late": one.late,
         "recorded_at": unit.now}
        for one in changes
    ]  # fmt: skip
    if rows:
        unit.session.execute(insert(AttendanceMark), rows)
        wake(unit)


def entered_by(unit: Unit) -> str:
    """Return who enters something, as it is kept: ``key:…`` or ``person:mbr_…``."""
    return f"{unit.actor.kind}:{unit.actor.id}"


def wake(unit: Unit) -> None:
    """Have the standings looked at again, once this is committed."""
    unit.session.info.setdefault("wakes", set()).add(STANDING_CHANGES)


def is_late(unit: Unit, shift: Shift) -> bool:
    """Say whether a mark comes later than the bylaws expect (a week after, unless they say otherwise)."""
    days = int(setting(unit, "marks_within_days", MARKS_WITHIN_DAYS))
    return unit.today > shift.day + timedelta(days=days)


def enrolled_before(unit: Unit, shift: Shift, member_id: str) -> Enrolment:
    """Return a member's place in a locked shift that has not begun, or refuse."""
    if unit.now >= shift.starts_at:
        raise ShiftStarted(article=article(unit), starts_at=shift.starts_at)
    row = unit.session.scalar(
        select(Enrolment).where(Enrolment.shift_id == shift.id, Enrolment.member_id == member_id)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    if row is None or row.attendance != "enrolled":
        raise NotEnrolled(article=article(unit), member_id=member_id)
    return row
