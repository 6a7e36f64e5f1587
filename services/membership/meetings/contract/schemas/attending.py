"""The shapes of who is invited to a meeting, and who came."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Flag, Schema, Slug, Text

ATTENDANCES = ("present", "excused", "absent")
CAPACITIES = ("invited", "substitute", "guest")


class AttendanceView(Schema):
    """Somebody who is invited or came: by a ``seat``, speaking for ``groups``, as substitute or guest.

    ``attendance`` is null before the meeting.
    """

    member_id = fields.String()
    capacity = fields.String(validate=validate.OneOf(CAPACITIES))
    seat = Flag()
    groups = fields.List(fields.String())
    attendance = fields.String(allow_none=True, validate=validate.OneOf(ATTENDANCES))


class MeetingMark(Schema):
    """Whether somebody who was invited came."""

    member_id = Text(most=60, required=True)
    attendance = fields.String(required=True, validate=validate.OneOf(ATTENDANCES))


class Substitute(Schema):
    """Whom a working group sent in place of its referents: one of its members."""

    group = Slug(required=True)
    member_id = Text(most=60, required=True)


class MeetingAttendances(Schema):
    """Who came; who was invited and is not named was absent. Said again, it takes the place of what was said before."""

    marks = fields.List(fields.Nested(MeetingMark), required=True, validate=validate.Length(max=1000))
    substitutes = fields.List(fields.Nested(Substitute), load_default=list, validate=validate.Length(max=200))
    # Persons of the register who came and were not invited.
    guests = fields.List(Text(most=60), load_default=list, validate=validate.Length(max=200))
