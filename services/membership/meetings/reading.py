"""Meetings as they are shown, and held under lock while they change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from services.commons.storage import Unit
from services.membership.competences.recording import shown as decision_shown
from services.membership.competences.tables import Decision
from services.membership.governance.groups import groups_open

from .contract.refusals import UnknownMeeting, WrongMeetingState
from .invited import Invitation, invitation
from .tables import Meeting, MeetingAttendance, MeetingChange, MeetingItem, MeetingTask, columns_of

HELD = ("held", "minuted")
ATTENDANCES = ("present", "excused", "absent")
# A guest who was not there after all was never expected either.
COUNTED = or_(MeetingAttendance.capacity == "invited", MeetingAttendance.attendance == "present")


def meeting_named(unit: Unit, meeting_id: str, *, lock: bool = False) -> Meeting:
    """Return a meeting, perhaps held until the end of the transaction; refuse an unknown one."""
    found: Meeting | None = unit.session.get(Meeting, meeting_id, with_for_update=lock or None)
    if found is None:
        raise UnknownMeeting(meeting_id=meeting_id)
    return found


def meeting_in(unit: Unit, meeting_id: str, states: Sequence[str], *, lock: bool = True) -> Meeting:
    """Return a meeting that is in one of these states, held until the end of the transaction by who changes it."""
    meeting = meeting_named(unit, meeting_id, lock=lock)
    if meeting.state not in states:
        raise WrongMeetingState(meeting_id=meeting_id, state=meeting.state, needed=" or ".join(states))
    return meeting


def items_of(unit: Unit, meeting_id: str) -> list[MeetingItem]:
    """Return the agenda of a meeting in its order."""
    items = select(MeetingItem).where(MeetingItem.meeting_id == meeting_id, MeetingItem.title.is_not(None))
    return list(unit.session.scalars(items.order_by(MeetingItem.position)))


def attendances_of(unit: Unit, meeting_id: str) -> list[MeetingAttendance]:
    """Return who was there, and who was invited and was not; those invited first."""
    rows = select(MeetingAttendance).where(MeetingAttendance.meeting_id == meeting_id, COUNTED)
    return sorted(unit.session.scalars(rows), key=lambda one: (one.capacity != "invited", one.member_id))


def shown(unit: Unit, meetings: Sequence[Meeting]) -> list[dict[str, Any]]:
    """Return meetings as a list shows them; who came is counted by one statement."""
    counted = (
        select(MeetingAttendance.meeting_id, MeetingAttendance.attendance, func.count())
        .where(MeetingAttendance.meeting_id.in_([one.id for one in meetings]), COUNTED)
        .group_by(MeetingAttendance.meeting_id, MeetingAttendance.attendance)
    )
    counts: dict[str, dict[str, int]] = {one.id: {} for one in meetings}
    for meeting_id, attendance, count in unit.session.execute(counted):
        counts[meeting_id][attendance] = count
    return [columns_of(one) | {name: counts[one.id].get(name, 0) for name in ATTENDANCES} for one in meetings]


def whole(unit: Unit, meeting: Meeting) -> dict[str, Any]:
    """Return one meeting with its agenda, who is invited or came, decisions, tasks and changes."""
    asked = invitation(unit, meeting)
    came = attendances_of(unit, meeting.id) if meeting.state in HELD else []
    attendances = [columns_of(one) for one in came] or [
        {"member_id": one.member_id, "seat": one.seat, "groups": list(one.groups), "capacity": "invited",
         "attendance": None}
        for one in asked.people
    ]  # fmt: skip
    decisions = unit.session.scalars(
        select(Decision).where(Decision.meeting_id == meeting.id).order_by(Decision.recorded_at, Decision.id)
    )
    changes = select(MeetingChange).where(MeetingChange.meeting_id == meeting.id).order_by(MeetingChange.seq)
    return {
        **shown(unit, [meeting])[0],
        "agenda": [columns_of(one) for one in items_of(unit, meeting.id)],
        "invited": sum(one["capacity"] == "invited" for one in attendances), "attendances": attendances,
        "groups_represented": sorted(_speaking(asked, came)),
        "groups_unrepresented": sorted(asked.referents.keys() - _speaking(asked, came)),
        "decisions": [decision_shown(one) for one in decisions],
        "tasks": tasks_shown(unit, _tasks(unit, meeting.id)),
        "changes": [columns_of(one) for one in unit.session.scalars(changes)],
    }  # fmt: skip


def tasks_shown(unit: Unit, tasks: Iterable[MeetingTask]) -> list[dict[str, Any]]:
    """Return tasks as the API shows them: one whose assignee is gone is nobody's."""
    groups = groups_open(unit, unit.today)
    return [_task(one, unit.today, groups) for one in tasks]


def _task(task: MeetingTask, today: date, groups: dict[str, str]) -> dict[str, Any]:
    gone = task.assigned_until is not None and task.assigned_until < today
    member_id = None if gone else task.member_id
    group = task.group_slug if task.group_slug in groups else None
    running = task.done_on is None
    flags = ["unassigned"] if running and member_id is None and group is None else []
    flags += ["overdue"] if running and task.due is not None and task.due < today else []
    return {**columns_of(task), "member_id": member_id, "group": group, "flags": flags,
            "state": "open" if running else "done"}  # fmt: skip


def _speaking(asked: Invitation, came: Sequence[MeetingAttendance]) -> set[str]:
    """Return the groups for which somebody was present; before the meeting those that have anybody to send."""
    if not came:
        return {group for group, referents in asked.referents.items() if referents}
    return {group for one in came if one.attendance == "present" for group in one.groups}


def _tasks(unit: Unit, meeting_id: str) -> Iterable[MeetingTask]:
    return unit.session.scalars(
        select(MeetingTask).where(MeetingTask.meeting_id == meeting_id).order_by(MeetingTask.id)
    )
