"""Meetings: planned with who is invited, held with who came, decided, minuted, and what is to be done after them."""

from services.commons.rulebook.founding import BeforeFounding
from services.membership.competences.contract import decision_recorded
from services.membership.competences.contract.refusals import UnknownOrgan
from services.membership.competences.contract.schemas import DecisionView
from services.membership.contract import membership
from services.membership.governance.contract.refusals import NotInGroup, UnknownGroup
from services.membership.register.contract.refusals import InTheFuture, NotAMember, NotInRegister

from . import refusals as refused
from .events import (
    meeting_cancelled,
    meeting_held,
    meeting_minuted,
    meeting_minutes_approved,
    meeting_moved,
    meeting_planned,
)
from .schemas import attending, meetings, minutes, planning, tasks

__all__ = [
    "add_task", "approve_minutes", "assign_task", "cancel_meeting", "complete_task", "get_calendar_feed",
    "get_meeting", "get_meeting_calendar", "get_meeting_minutes", "list_meetings", "list_rhythm", "list_tasks",
    "meeting_cancelled", "meeting_held", "meeting_minuted", "meeting_minutes_approved", "meeting_moved",
    "meeting_planned", "move_meeting", "plan_meeting", "plan_series", "record_meeting_attendances",
    "record_meeting_decision", "set_agenda", "write_minutes",
]  # fmt: skip

plan_meeting = membership.command(
    "plan_meeting", "POST /meetings", body=planning.NewMeeting, returns=meetings.WholeMeeting, scope="meetings:write",
    emits=[meeting_planned], refuses=[UnknownOrgan, refused.MeetingBackwards, BeforeFounding],
    summary="Plan a meeting of a body or working group; who is invited follows from its day",
)  # fmt: skip
plan_series = membership.command(
    "plan_meeting_series", "POST /meeting-series", body=planning.NewSeries, returns=planning.SeriesView,
    scope="meetings:write", emits=[meeting_planned],
    refuses=[refused.NoRhythm, refused.MeetingBackwards, BeforeFounding],
    summary="Plan the next meetings of a body as often as the statutes ask; asked again, it adds what is missing",
)  # fmt: skip
list_meetings = membership.query(
    "list_meetings", "GET /meetings", returns=meetings.MeetingView, query=meetings.MeetingsQuery, paged=True,
    scope="meetings:read", summary="List meetings by time",
)  # fmt: skip
list_rhythm = membership.query(
    "list_meeting_rhythm", "GET /meetings/rhythm", returns=planning.RhythmView, query=planning.RhythmQuery, paged=True,
    scope="meetings:read", summary="Tell which of the meetings that the statutes ask for were held or are missing",
)  # fmt: skip
get_calendar_feed = membership.download(
    "get_meetings_calendar", "GET /meetings/calendar", produces=("text/calendar",), scope="meetings:read",
    summary="Subscribe to the meetings to come as iCalendar, without who is invited",
)  # fmt: skip
get_meeting = membership.query(
    "get_meeting", "GET /meetings/{meeting_id}", returns=meetings.WholeMeeting, scope="meetings:read",
    refuses=[refused.UnknownMeeting],
    summary="Look at a meeting: agenda, who is invited or came, decisions, tasks, changes",
)  # fmt: skip
# Names and addresses of those invited stand in it: who may read the register may read it.
get_meeting_calendar = membership.download(
    "get_meeting_calendar", "GET /meetings/{meeting_id}/calendar", produces=("text/calendar",), scope="members:read",
    refuses=[refused.UnknownMeeting],
    summary="Take a meeting's invitation as iCalendar: a request to all who are invited, or its cancellation",
)  # fmt: skip
move_meeting = membership.command(
    "move_meeting", "POST /meetings/{meeting_id}/moves", body=planning.NewMove, returns=meetings.WholeMeeting,
    scope="meetings:write", status=200, emits=[meeting_moved],
    refuses=[refused.UnknownMeeting, refused.WrongMeetingState, refused.MeetingBackwards, BeforeFounding],
    summary="Move a planned meeting to another time or place",
)  # fmt: skip
set_agenda = membership.command(
    "set_meeting_agenda", "PUT /meetings/{meeting_id}/agenda", body=planning.NewAgenda, returns=meetings.WholeMeeting,
    scope="meetings:write", emits=[meeting_moved], refuses=[refused.UnknownMeeting, refused.WrongMeetingState],
    summary="Set the agenda of a planned meeting",
)  # fmt: skip
cancel_meeting = membership.command(
    "cancel_meeting", "POST /meetings/{meeting_id}/cancellation", body=planning.MeetingCancellation,
    returns=meetings.WholeMeeting, scope="meetings:write", status=200, emits=[meeting_cancelled],
    refuses=[refused.UnknownMeeting, refused.WrongMeetingState], summary="Cancel a planned meeting",
)  # fmt: skip
record_meeting_attendances = membership.command(
    "record_meeting_attendances", "POST /meetings/{meeting_id}/attendances", body=attending.MeetingAttendances,
    returns=meetings.WholeMeeting, scope="meetings:write", status=200, emits=[meeting_held],
    refuses=[refused.UnknownMeeting, refused.WrongMeetingState, refused.MeetingNotBegun, refused.NotExpected,
             refused.EnteredTwice, refused.MinutesApproved, NotInGroup, NotInRegister],
    summary="Record who came: the meeting is held",
)  # fmt: skip
record_meeting_decision = membership.command(
    "record_meeting_decision", "POST /meetings/{meeting_id}/decisions", body=minutes.NewMeetingDecision,
    returns=DecisionView, scope="meetings:write", emits=[decision_recorded],
    refuses=[refused.UnknownMeeting, refused.WrongMeetingState, refused.UnknownItem, refused.MinutesApproved],
    summary="Record what a meeting decided, at the level of who met; another level's subject is flagged",
)  # fmt: skip
write_minutes = membership.command(
    "write_minutes", "POST /meetings/{meeting_id}/minutes", body=minutes.NewMinutes, returns=meetings.WholeMeeting,
    scope="meetings:write", status=200, emits=[meeting_minuted],
    refuses=[refused.UnknownMeeting, refused.WrongMeetingState, refused.UnknownItem, refused.KeeperAbsent,
             refused.MinutesApproved],
    summary="Write the minutes item by item, until a later meeting approves them",
)  # fmt: skip
approve_minutes = membership.command(
    "approve_minutes", "POST /meetings/{meeting_id}/minutes/approval", body=minutes.NewApproval,
    returns=meetings.WholeMeeting, scope="meetings:write", status=200, emits=[meeting_minutes_approved],
    refuses=[refused.UnknownMeeting, refused.WrongMeetingState, refused.ApprovalElsewhere, refused.MinutesApproved],
    summary="Record that a later meeting approved the minutes, which are fixed from then on",
)  # fmt: skip
# Names stand in it.
get_meeting_minutes = membership.download(
    "get_meeting_minutes", "GET /meetings/{meeting_id}/minutes/document", produces=("application/pdf",),
    query=minutes.LanguageQuery, scope="members:read", refuses=[refused.UnknownMeeting, refused.WrongMeetingState],
    summary="Print the minutes: who came, what was said and decided, what is to be done",
)  # fmt: skip
add_task = membership.command(
    "add_meeting_task", "POST /meetings/{meeting_id}/tasks", body=tasks.NewTask, returns=tasks.TaskView,
    scope="meetings:write",
    refuses=[refused.UnknownMeeting, refused.WrongMeetingState, refused.UnknownItem, refused.OneAssignee, NotAMember,
             NotInRegister, UnknownGroup],
    summary="Note what is to be done after a meeting, by whom and until when",
)  # fmt: skip
list_tasks = membership.query(
    "list_meeting_tasks", "GET /meeting-tasks", returns=tasks.TaskView, query=tasks.TasksQuery, paged=True,
    scope="meetings:read", summary="List what is to be done: open, done, overdue, or nobody's",
)  # fmt: skip
assign_task = membership.command(
    "assign_meeting_task", "POST /meeting-tasks/{task_id}/assignment", body=tasks.TaskAssignment,
    returns=tasks.TaskView, scope="meetings:write", status=200,
    refuses=[refused.UnknownTask, refused.TaskDone, refused.OneAssignee, NotAMember, NotInRegister, UnknownGroup],
    summary="Give a task to a member or a working group",
)  # fmt: skip
complete_task = membership.command(
    "complete_meeting_task", "POST /meeting-tasks/{task_id}/completion", body=tasks.TaskCompletion,
    returns=tasks.TaskView, scope="meetings:write", status=200,
    refuses=[refused.UnknownTask, refused.TaskDone, InTheFuture], summary="Note that a task is done",
)  # fmt: skip
