"""The shapes of meetings."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Instant, QuerySchema, Schema, Slug, Text
from services.commons.documents.said import LANGUAGES
from services.membership.competences.contract.schemas import DecisionView

STATES = ("planned", "held", "minuted", "cancelled")
ATTENDANCES = ("present", "excused", "absent")
CAPACITIES = ("invited", "substitute", "guest")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOUR = r"([01]\d|2[0-3]):[0-5]\d\Z"
ITEMS = validate.Length(max=100)


class NewMeeting(Schema):
    """A meeting of a body or working group, perhaps with the referents of all working groups."""

    organ_kind = fields.String(load_default="body", validate=validate.OneOf(["body", "group"]))
    organ = Slug(required=True)
    with_referents = fields.Boolean(load_default=False)
    title = Text(required=True)
    place = Text(load_default=None)
    link = fields.Url(load_default=None, schemes={"https"}, validate=validate.Length(max=500))
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    agenda = fields.List(Text(), load_default=list, validate=ITEMS)


class NewSeries(Schema):
    """The next meetings of a body as often as the statutes ask: on such a weekday of the first month of each period."""

    body = Slug(required=True)
    title = Text(load_default=None)
    place = Text(load_default=None)
    # From this day on; today if not said.
    from_ = Day(data_key="from", load_default=None)
    count = Count(least=1, most=36, required=True)
    weekday = fields.String(required=True, validate=validate.OneOf(WEEKDAYS))
    # The first to fourth such weekday of the month, or -1 for the last.
    nth = fields.Integer(strict=True, required=True, validate=validate.OneOf([1, 2, 3, 4, -1]))
    starts_at = fields.String(required=True, validate=validate.Regexp(HOUR))
    ends_at = fields.String(required=True, validate=validate.Regexp(HOUR))
    agenda = fields.List(Text(), load_default=list, validate=ITEMS)


class SeriesView(Schema):
    """What a series came to: meetings planned now, and those that were there already."""

    body = fields.String()
    every_months = fields.Integer()
    article = fields.String()
    created = fields.List(fields.String())
    existing = fields.List(fields.String())


class ItemView(Schema):
    """An item of the agenda, and what the minutes say of it."""

    position = fields.Integer()
    title = fields.String()
    text = fields.String(allow_none=True)


class AttendanceView(Schema):
    """Somebody who is invited or came: by a ``seat``, speaking for ``groups``, as substitute or guest.

    ``attendance`` is null before the meeting.
    """

    member_id = fields.String()
    capacity = fields.String(validate=validate.OneOf(CAPACITIES))
    seat = fields.Boolean()
    groups = fields.List(fields.String())
    attendance = fields.String(allow_none=True, validate=validate.OneOf(ATTENDANCES))


class ChangeView(Schema):
    """How a meeting was moved or cancelled, and why."""

    kind = fields.String(validate=validate.OneOf(["moved", "cancelled"]))
    reason = fields.String()
    was_starts_at = Instant()
    starts_at = Instant(allow_none=True)
    recorded_at = Instant()


class TaskView(Schema):
    """Something to be done; ``flags``: unassigned (nobody has it, or who had it left) and overdue."""

    id = fields.String()
    meeting_id = fields.String()
    item = fields.Integer(allow_none=True)
    what = fields.String()
    member_id = fields.String(allow_none=True)
    group = fields.String(allow_none=True)
    due = Day(allow_none=True)
    done_on = Day(allow_none=True)
    state = fields.String(validate=validate.OneOf(["open", "done"]))
    flags = fields.List(fields.String())


class MeetingView(Schema):
    """A meeting; who came is counted once it is held."""

    id = fields.String()
    organ_kind = fields.String()
    organ = fields.String()
    with_referents = fields.Boolean()
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


class NewMove(Schema):
    """A meeting takes place at another time or place, for a reason; what is left out stays."""

    starts_at = Instant(load_default=None)
    ends_at = Instant(load_default=None)
    place = Text(load_default=None)
    link = fields.Url(load_default=None, schemes={"https"}, validate=validate.Length(max=500))
    reason = Text(most=300, required=True)


class NewAgenda(Schema):
    """The whole agenda anew, in its order."""

    agenda = fields.List(Text(), required=True, validate=ITEMS)


class MeetingCancellation(Schema):
    """A meeting does not take place, for a reason."""

    reason = Text(most=300, required=True)


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


class NewMeetingDecision(Schema):
    """What the meeting decided: a subject of the statutes' competences or another, in words, on an item."""

    subject = Slug(required=True)
    text = Text(most=2000, required=True)
    item = Count(least=1, most=100, load_default=None)


class ItemText(Schema):
    """What the minutes say of an item."""

    position = Count(least=1, most=100, required=True)
    text = Text(most=10_000, required=True)


class NewMinutes(Schema):
    """The minutes, item by item, and who kept them; items left out keep what they had."""

    keeper_id = Text(most=60, required=True)
    items = fields.List(fields.Nested(ItemText), required=True, validate=validate.Length(min=1, max=100))


class NewApproval(Schema):
    """The later meeting that approved the minutes."""

    meeting_id = Text(most=60, required=True)


class NewTask(Schema):
    """Something to be done by a member or a working group, or by nobody yet."""

    what = Text(most=500, required=True)
    member_id = Text(most=60, load_default=None)
    group = Slug(load_default=None)
    due = Day(load_default=None)
    item = Count(least=1, most=100, load_default=None)


class TaskAssignment(Schema):
    """Who does it now, and until when if that changes."""

    member_id = Text(most=60, load_default=None)
    group = Slug(load_default=None)
    due = Day(load_default=None)


class TaskCompletion(Schema):
    """On which day a task was done; today if not said."""

    done_on = Day(load_default=None)


class TasksQuery(QuerySchema):
    """Which tasks: open (unless said otherwise), done, overdue or unassigned; of a member or a working group."""

    state = fields.String(load_default="open", validate=validate.OneOf(["open", "done", "overdue", "unassigned"]))
    member_id = Text(most=60, load_default=None)
    group = Slug(load_default=None)


class RhythmQuery(QuerySchema):
    """Which days are looked at: the last twelve months and the next three, if not said."""

    from_ = Day(data_key="from", load_default=None)
    to = Day(load_default=None)


class PeriodView(Schema):
    """A month, or as many as the statutes say: whether the meeting it asks for was held, is planned, due or missing."""

    first = Day()
    last = Day()
    state = fields.String(validate=validate.OneOf(["held", "planned", "due", "missing"]))
    # Those of the period, cancelled ones included.
    meeting_ids = fields.List(fields.String())


class RhythmView(Schema):
    """How often a body is to meet by the statutes, and how often it did since it first had members."""

    body = fields.String()
    with_referents = fields.Boolean()
    every_months = fields.Integer()
    article = fields.String()
    held = fields.Integer()
    missing = fields.Integer()
    periods = fields.List(fields.Nested(PeriodView))


class LanguageQuery(QuerySchema):
    """In which language."""

    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))
