"""What meetings tell: times and counts, never who said what."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Flag, Instant, Schema
from services.membership.contract import membership


class MeetingPlanned(Schema):
    """A meeting of a body or working group was planned."""

    meeting_id = fields.String(required=True)
    organ_kind = fields.String(required=True)
    organ = fields.String(required=True)
    with_referents = Flag(required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)


class MeetingMoved(Schema):
    """A planned meeting takes place at another time or place, or with another agenda."""

    meeting_id = fields.String(required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    sequence = fields.Integer(required=True)


class MeetingCancelled(Schema):
    """A planned meeting does not take place."""

    meeting_id = fields.String(required=True)


class MeetingHeld(Schema):
    """A meeting was held, or who came to it was corrected; ``represented`` counts the working groups that spoke."""

    meeting_id = fields.String(required=True)
    organ = fields.String(required=True)
    invited = fields.Integer(required=True)
    present = fields.Integer(required=True)
    excused = fields.Integer(required=True)
    absent = fields.Integer(required=True)
    represented = fields.Integer(required=True)


class MeetingMinuted(Schema):
    """The minutes of a meeting were written, or written anew before their approval."""

    meeting_id = fields.String(required=True)
    organ = fields.String(required=True)


class MinutesWereApproved(Schema):
    """The minutes of a meeting were approved by a later one; they are fixed."""

    meeting_id = fields.String(required=True)
    approved_in = fields.String(required=True)


meeting_planned = membership.event("meeting.planned", MeetingPlanned)
meeting_moved = membership.event("meeting.moved", MeetingMoved)
meeting_cancelled = membership.event("meeting.cancelled", MeetingCancelled)
meeting_held = membership.event("meeting.held", MeetingHeld)
meeting_minuted = membership.event("meeting.minuted", MeetingMinuted)
meeting_minutes_approved = membership.event("meeting.minutes_approved", MinutesWereApproved)
