"""The shapes of how meetings are planned, moved and cancelled, and how often there are to be any."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Flag, Instant, QuerySchema, Schema, Slug, Text

from ...rules import WEEKDAYS

HOUR = r"([01]\d|2[0-3]):[0-5]\d\Z"
ITEMS = validate.Length(max=100)


class NewMeeting(Schema):
    """A meeting of a body or working group, perhaps with the referents of all working groups."""

    organ_kind = fields.String(load_default="body", validate=validate.OneOf(["body", "group"]))
    organ = Slug(required=True)
    with_referents = Flag(load_default=False)
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


class ChangeView(Schema):
    """How a meeting was moved or cancelled, and why."""

    kind = fields.String(validate=validate.OneOf(["moved", "cancelled"]))
    reason = fields.String()
    was_starts_at = Instant()
    starts_at = Instant(allow_none=True)
    recorded_at = Instant()


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
    with_referents = Flag()
    every_months = fields.Integer()
    article = fields.String()
    held = fields.Integer()
    missing = fields.Integer()
    periods = fields.List(fields.Nested(PeriodView))
