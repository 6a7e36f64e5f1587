"""The shapes of a meeting as it is shown."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Flag, Instant, QuerySchema, Schema, Slug
from services.membership.competences.contract.schemas import DecisionView

from .attending import AttendanceView
from .minutes import ItemView
from .planning import ChangeView
from .tasks import TaskView

STATES = ("planned", "held", "minuted", "cancelled")


class MeetingView(Schema):
    """A meeting; who came is counted once it is held."""

    id = fields.String()
    organ_kind = fields.String()
    organ = fields.String()
    with_referents = Flag()
    title = fields.String()
    place = fields.String(allow_none=True)
    link = fields.String(allow_none=True)
    starts_at = Instant()
    ends_at = Instant()
    day = Day()
    state = fields.String(validate=validate.OneOf(STATES))
    sequence = fields.Integer()
    present = fields.Integer()
    excused = fields.Integer()
    absent = fields.Integer()
    keeper_id = fields.String(allow_none=True)
    approved_in = fields.String(allow_none=True)


class WholeMeeting(MeetingView):
    """A meeting with everything: agenda, who is invited as of its day or came, decisions, tasks, changes.

    ``groups_unrepresented``: the working groups that nobody spoke for, or before the meeting those without a referent.
    """

    agenda = fields.List(fields.Nested(ItemView))
    invited = fields.Integer()
    attendances = fields.List(fields.Nested(AttendanceView))
    groups_represented = fields.List(fields.String())
    groups_unrepresented = fields.List(fields.String())
    decisions = fields.List(fields.Nested(DecisionView))
    tasks = fields.List(fields.Nested(TaskView))
    changes = fields.List(fields.Nested(ChangeView))


class MeetingsQuery(QuerySchema):
    """Which meetings: from a day on, until another (inclusive), of a body or group, in a state."""

    from_ = Day(data_key="from", load_default=None)
    to = Day(load_default=None)
    organ = Slug(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
