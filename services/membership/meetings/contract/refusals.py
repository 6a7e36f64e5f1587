"""What meetings refuse."""

from services.commons.refusals import Refusal


class UnknownMeeting(Refusal):
    """There is no such meeting."""

    code, status = "unknown_meeting", 404
    sentence = "There is no meeting {meeting_id}."


class WrongMeetingState(Refusal):
    """A meeting goes from planned to held to minuted, or is cancelled."""

    code, status = "wrong_meeting_state", 409
    sentence = "Meeting {meeting_id} is {state}; this needs one that is {needed}."


class MeetingBackwards(Refusal):
    """A meeting ends after it starts, within a week."""

    code, status = "meeting_backwards", 422
    sentence = "A meeting that starts at {starts_at} cannot end at {ends_at}."


class MeetingNotBegun(Refusal):
    """Nobody has attended what has not begun."""

    code, status = "meeting_not_begun", 409
    sentence = "Meeting {meeting_id} begins at {starts_at}; who came is recorded from then on."


class NotExpected(Refusal):
    """Whoever is not invited comes as a substitute or as a guest."""

    code, status = "not_expected", 422
    sentence = "{member_id} is not invited to meeting {meeting_id}; enter them as substitute of a group, or as guest."


class EnteredTwice(Refusal):
    """One person attends a meeting once."""

    code, status = "entered_twice", 422
    sentence = "{member_id} is entered more than once; say each person once, those invited among the marks."


class NoRhythm(Refusal):
    """The statutes ask for no regular meeting of this body."""

    code, status = "no_rhythm", 422
    sentence = "The statutes say nothing of how often {body} meets; they do of: {bodies}."


class KeeperAbsent(Refusal):
    """Minutes are kept by somebody who was there."""

    code, status = "keeper_absent", 422
    sentence = "{member_id} was not present at meeting {meeting_id}, so cannot have kept its minutes."


class UnknownItem(Refusal):
    """The agenda has no such item."""

    code, status = "unknown_item", 422
    sentence = "Meeting {meeting_id} has no item {position} on its agenda; it has {items}."


class MinutesApproved(Refusal):
    """Minutes that were approved are fixed."""

    code, status = "minutes_approved", 409
    sentence = "The minutes of meeting {meeting_id} were approved in meeting {approved_in}; they are fixed."


class ApprovalElsewhere(Refusal):
    """Minutes are approved by a later meeting of the same body or group."""

    code, status = "approval_elsewhere", 422
    sentence = "Minutes of {organ} of {day} are approved in a later meeting of it that was held, not in {meeting_id}."


class OneAssignee(Refusal):
    """A task is one member's or one working group's."""

    code, status = "one_assignee", 422
    sentence = "Name one member or one working group for the task, not both."


class UnknownTask(Refusal):
    """There is no such task."""

    code, status = "unknown_meeting_task", 404
    sentence = "There is no task {task_id}."


class TaskDone(Refusal):
    """What is done is done."""

    code, status = "task_done", 409
    sentence = "Task {task_id} was done on {done_on}."
