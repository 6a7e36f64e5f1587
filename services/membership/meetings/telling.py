"""What meetings tell of a member's life: each year in sums, and what was taken on."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import extract, func, select

from services.commons.clock import legal_day
from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import Meeting, MeetingAttendance, MeetingTask


@tells("meetings")
def meetings(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell, body by body and year by year, how often the member was invited and came, on the day of the last one."""
    year = extract("year", Meeting.day)
    invited = func.count().filter(MeetingAttendance.capacity == "invited")
    present = func.count().filter(MeetingAttendance.attendance == "present")
    excused = func.count().filter(MeetingAttendance.attendance == "excused")
    sums = (
        select(Meeting.organ, year.label("year"), func.max(Meeting.day).label("on"), invited.label("invited"),
               present.label("present"), excused.label("excused"),
               func.max(MeetingAttendance.recorded_at).label("recorded_at"))
        .join(Meeting, Meeting.id == MeetingAttendance.meeting_id)
        .where(MeetingAttendance.member_id == member_id).group_by(Meeting.organ, year).having(invited + present > 0)
    )  # fmt: skip
    for row in unit.session.execute(sums):
        values = {"organ": row.organ, "year": str(int(row.year)), "invited": row.invited, "present": row.present,
                  "excused": row.excused}  # fmt: skip
        what = "Meetings of {organ} in {year}: invited to {invited}, came to {present}, excused from {excused}."
        yield Entry(row.on, "meetings_counted", what, values, row.recorded_at)


@tells("meeting-tasks")
def tasks(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell each task that the member has or had to the end, and when it was done."""
    for one in unit.session.scalars(select(MeetingTask).where(MeetingTask.member_id == member_id)):
        values, rows = {"what": one.what, "meeting_id": one.meeting_id}, (("meeting_tasks", one.id),)
        yield Entry(legal_day(one.recorded_at), "task_taken", "Took on a task: {what}", values, one.recorded_at, rows)
        if one.done_on is not None:
            yield Entry(one.done_on, "task_done", "Did a task: {what}", values, one.recorded_at, rows)
