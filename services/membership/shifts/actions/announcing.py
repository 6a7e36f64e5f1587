"""Tells what changed in standings, and reminds of shifts to come; each is written down, so that it is told once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from services.commons.clock import Clock
from services.commons.storage import Database, Unit
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task
from services.membership.register.tables import Member

from ..ahead import FAR, known_ahead, same_from, written
from ..bylaws import setting
from ..contract import STANDINGS
from ..contract.events import reminder_due, standing_changed
from ..marking import STANDING_CHANGES
from ..tables import Enrolment, ReminderTold, Shift, StandingTold

PORTION = 500


def tell_standings(database: Database, clock: Clock) -> bool:
    """Number what changed for tills, and tell every standing that is another one; by portions of members."""
    after = ""
    while True:
        with database.transaction() as session:
            unit = Unit(database.coop, database.service, session, clock, OPERATOR)
            if not unit.rules.bylaws("shifts.counters", None).value:
                return False
            # One at a time: the numbers are then in the order in which they become visible.
            session.execute(text("SELECT pg_advisory_xact_lock(hashtext('standings_told'))"))
            members = list(session.scalars(
                select(Member.id).where(Member.id > after).order_by(Member.id).limit(PORTION)
            ))  # fmt: skip
            if members:
                _tell(unit, members)
        if len(members) < PORTION:
            return False
        after = members[-1]


def _tell(unit: Unit, members: list[str]) -> None:
    told = {row.member_id: row for row in unit.session.execute(
        select(StandingTold.member_id, StandingTold.standing, StandingTold.steps, StandingTold.cards)
        .where(StandingTold.member_id.in_(members))
    )}  # fmt: skip
    seq = unit.session.scalar(select(func.max(StandingTold.seq))) or 0
    rows: list[dict[str, Any]] = []
    moved: dict[str, str] = {}
    for member_id, known in known_ahead(unit, members).items():
        was, present = told.get(member_id), known.steps[0].answer.reason
        if was is not None and list(was.cards) == known.cards and same_from(unit.today, was.steps, known.steps):
            if was.standing == present:
                continue
        seq += 1
        rows.append({"member_id": member_id, "seq": seq, "standing": present, "steps": written(known.steps),
                     "cards": known.cards, "told_at": unit.now})  # fmt: skip
        if was is not None and was.standing != present and {was.standing, present} <= set(STANDINGS):
            moved[member_id] = was.standing
    if rows:
        statement = insert(StandingTold).values(rows)
        renewed = {name: statement.excluded[name] for name in ("seq", "standing", "steps", "cards", "told_at")}
        unit.session.execute(statement.on_conflict_do_update(index_elements=["member_id"], set_=renewed))
        unit.emit_all([
            (standing_changed, f"members/{member_id}", {
                "member_id": member_id, "standing": known.steps[0].answer.reason, "was": moved[member_id],
                "until": next((step.on - timedelta(days=1) for step in known.steps[1:]), None),
            }) for member_id, known in known_ahead(unit, list(moved), unit.today + FAR).items()
        ])  # fmt: skip


def remind(database: Database, clock: Clock) -> bool:
    """Remind everybody whose shift starts within the hours of the bylaws, once; say whether more are waiting."""
    with database.transaction() as session:
        unit = Unit(database.coop, database.service, session, clock, OPERATOR)
        hours = setting(unit, "reminder_hours", None)
        if hours is None:
            return False
        due = session.execute(
            select(Enrolment.shift_id, Enrolment.member_id, Shift.starts_at)
            .join(Shift, Shift.id == Enrolment.shift_id)
            .outerjoin(ReminderTold, (ReminderTold.shift_id == Enrolment.shift_id)
                       & (ReminderTold.member_id == Enrolment.member_id))
            .where(Enrolment.attendance == "enrolled", Shift.cancelled_at.is_(None), Shift.starts_at > unit.now,
                   Shift.starts_at <= unit.now + timedelta(hours=int(hours)), ReminderTold.shift_id.is_(None))
            .order_by(Shift.starts_at, Enrolment.shift_id, Enrolment.member_id).limit(PORTION)
        ).all()  # fmt: skip
        if not due:
            return False
        rows = [{"shift_id": row.shift_id, "member_id": row.member_id, "told_at": unit.now} for row in due]
        # Two processes may find the same: only who writes the row tells it.
        fresh = {(row.shift_id, row.member_id) for row in session.execute(
            insert(ReminderTold).values(rows).on_conflict_do_nothing()
            .returning(ReminderTold.shift_id, ReminderTold.member_id)
        )}  # fmt: skip
        unit.emit_all([
            (reminder_due, f"members/{row.member_id}", {
                "shift_id": row.shift_id, "member_id": row.member_id, "starts_at": row.starts_at,
            }) for row in due if (row.shift_id, row.member_id) in fresh
        ])  # fmt: skip
    return len(due) == PORTION


telling = Task(STANDING_CHANGES, tell_standings, quiet=2.0, latest=30.0, sweep=900.0)
reminding = Task("shift-reminders", remind, sweep=600.0)
