"""The shapes in which attendance is shown: now, and over time."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Count, Instant, QuerySchema, Schema

from .shapes import QuorumView


class CollegeAttendance(Schema):
    """Who counts of one college (null where there are none), in members by way and in votes."""

    college = fields.String(allow_none=True)
    entitled = fields.Integer()
    members = fields.Integer()
    in_room = fields.Integer()
    remote = fields.Integer()
    postal = fields.Integer()
    represented = fields.Integer()
    votes = fields.Integer()


class PartQuorum(QuorumView):
    """The quorum of this moment for what is decided by the rules of one part: ordinary or extraordinary."""

    part = fields.String()


class PollQuorum(Schema):
    """A poll with its quorum: as it was when it opened, else as it is now."""

    poll_id = fields.String()
    title = fields.String()
    state = fields.String()
    part = fields.String()
    quorum = fields.Nested(QuorumView)


class AttendanceView(Schema):
    """Who counts at this moment, in members by way and college and in votes; ``quorum`` is that of the first part."""

    assembly_id = fields.String()
    at = Instant()
    entitled = fields.Integer()
    in_room = fields.Integer()
    remote = fields.Integer()
    postal = fields.Integer()
    represented = fields.Integer()
    votes = fields.Integer()
    # How many lines the journal gained by this request; null when it was only read.
    recorded = fields.Integer(allow_none=True)
    # Organisations among those lines for which the register names nobody; null when it was only read.
    unnamed = fields.List(fields.String(), allow_none=True)
    quorum = fields.Nested(QuorumView)
    by_college = fields.List(fields.Nested(CollegeAttendance))
    quorums = fields.List(fields.Nested(PartQuorum))
    polls = fields.List(fields.Nested(PollQuorum))


class HistoryQuery(QuerySchema):
    """How fine the curve is: one point for so many seconds at most."""

    every_seconds = Count(least=1, most=3600, load_default=60)


class PointView(Schema):
    """Who counted from one moment on."""

    at = Instant()
    in_room = fields.Integer()
    remote = fields.Integer()
    postal = fields.Integer()
    represented = fields.Integer()
    votes = fields.Integer()


class HistoryView(Schema):
    """Attendance over time, with the votes that each part's quorum asks for; a long assembly is shown less finely."""

    assembly_id = fields.String()
    entitled = fields.Integer()
    every_seconds = fields.Integer()
    quorums = fields.List(fields.Nested(PartQuorum))
    points = fields.List(fields.Nested(PointView))
