"""What is to be done after meetings; what a leaver leaves undone shows as nobody's."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select, update

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Listed, Unit, page_of
from services.membership.governance.groups import groups_open, hold_group
from services.membership.register import parties
from services.membership.register.as_of import check_is_member
from services.membership.register.days import check_not_in_the_future
from services.membership.register.leaving import clears

from .. import contract
from ..contract.refusals import OneAssignee, TaskDone, UnknownTask
from ..reading import HELD, meeting_in, tasks_shown
from ..tables import MeetingTask
from .minutes import item_named


@answers(contract.add_task)
def add_task(unit: Unit, meeting_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Note a task of a meeting that was held."""
    meeting = meeting_in(unit, meeting_id, HELD)
    if body["item"] is not None:
        item_named(unit, meeting, body["item"])
    task = MeetingTask(id=new_id("tsk"), meeting_id=meeting_id, item=body["item"], what=body["what"], due=body["due"],
                       recorded_at=unit.now)  # fmt: skip
    _assign(unit, task, body)
    unit.session.add(task)
    unit.session.flush()
    return tasks_shown(unit, [task])[0]


@answers(contract.list_tasks)
def list_tasks(
    unit: Unit, state: str, member_id: str | None, group: str | None, limit: int, cursor: str | None
) -> Listed:  # fmt: skip
    """List tasks in the order in which they were noted."""
    gone = MeetingTask.assigned_until < unit.today
    asked: list[Any] = [MeetingTask.done_on.is_not(None) if state == "done" else MeetingTask.done_on.is_(None)]
    if state == "overdue":
        asked.append(MeetingTask.due < unit.today)
    if state == "unassigned":
        # A working group that was closed does nothing any more.
        held = MeetingTask.group_slug.in_(list(groups_open(unit, unit.today)))
        nobody = and_(MeetingTask.member_id.is_(None), or_(MeetingTask.group_slug.is_(None), ~held))
        asked.append(or_(nobody, gone))
    if member_id is not None:
        asked += [MeetingTask.member_id == member_id, or_(MeetingTask.assigned_until.is_(None), ~gone)]
    if group is not None:
        asked.append(MeetingTask.group_slug == group)
    page = page_of(unit.session, select(MeetingTask).where(*asked), key=[MeetingTask.id], limit=limit, cursor=cursor)
    return Listed(tasks_shown(unit, page.data), page.next_cursor)


@answers(contract.assign_task)
def assign_task(unit: Unit, task_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Give an open task to somebody else, or to nobody for the time being."""
    task = _open(unit, task_id)
    _assign(unit, task, body)
    task.due = body["due"] or task.due
    unit.session.flush()
    return tasks_shown(unit, [task])[0]


@answers(contract.complete_task)
def complete_task(unit: Unit, task_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Note that a task is done."""
    task, done_on = _open(unit, task_id), body["done_on"] or unit.today
    check_not_in_the_future(unit, done_on)
    task.done_on = done_on
    unit.session.flush()
    return tasks_shown(unit, [task])[0]


@clears("meeting_tasks")
def clear_tasks(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """Let every open task of a leaver be nobody's from the day after the membership on."""
    held = MeetingTask.member_id == member_id, MeetingTask.done_on.is_(None)
    later = or_(MeetingTask.assigned_until.is_(None), MeetingTask.assigned_until > left_on)
    cleared = update(MeetingTask).where(*held, later).values(assigned_until=left_on).returning(MeetingTask.id)
    return len(unit.session.execute(cleared).all())


def _assign(unit: Unit, task: MeetingTask, body: dict[str, Any]) -> None:
    if body["member_id"] is not None and body["group"] is not None:
        raise OneAssignee()
    task.member_id, task.group_slug, task.assigned_until = body["member_id"], body["group"], None
    if task.member_id is not None:
        parties.locked(unit, task.member_id)
        task.assigned_until = check_is_member(unit, task.member_id, unit.today)
    if task.group_slug is not None:
        hold_group(unit, task.group_slug)


def _open(unit: Unit, task_id: str) -> MeetingTask:
    task: MeetingTask | None = unit.session.get(MeetingTask, task_id, with_for_update=True)
    if task is None:
        raise UnknownTask(task_id=task_id)
    if task.done_on is not None:
        raise TaskDone(task_id=task_id, done_on=task.done_on)
    return task
