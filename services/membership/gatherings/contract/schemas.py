"""The shapes of gatherings, sign-ups and their figures."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Flag, Instant, QuerySchema, Schema, Slug, Text
from services.membership.federation.contract import ParticipantView

KINDS = ("visit", "mini_training", "workshop", "thursday_meeting", "other")
STATES = ("planned", "cancelled", "held")
# What becomes of a sign-up; ``asked`` is what only the organiser can settle, ``cancelled`` fell with its gathering.
SIGN_UPS = ("asked", "confirmed", "waiting", "refused", "withdrawn", "cancelled")
MOST_PLACES = 1000


class NewGathering(Schema):
    """A gathering that members are invited to; without a capacity there is room for all who come."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    title = Text(required=True)
    theme = Slug(load_default=None)
    place = Text(load_default=None)
    link = fields.Url(load_default=None, schemes={"https"}, validate=validate.Length(max=500))
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    # Until when cooperatives sign up: until it starts, if not said.
    sign_up_until = Instant(load_default=None)
    capacity = Count(least=1, most=100_000, load_default=None)
    # Whether those who come too late for a place wait for one.
    waiting_list = Flag(load_default=True)


class NewSeries(Schema):
    """Gatherings that come back at the same hour: the first, how often, and under which name."""

    series = Slug(required=True)
    first = fields.Nested(NewGathering, required=True)
    every_weeks = Count(least=1, most=26, load_default=1)
    times = Count(least=2, most=60, required=True)


class SeriesView(Schema):
    """A series and its gatherings in the order of time."""

    series = fields.String()
    gathering_ids = fields.List(fields.String())


class ChangedGathering(Schema):
    """What changes; what is left out stays."""

    title = Text()
    place = Text(allow_none=True)
    link = fields.Url(allow_none=True, schemes={"https"}, validate=validate.Length(max=500))
    starts_at = Instant()
    ends_at = Instant()
    sign_up_until = Instant()
    capacity = Count(least=1, most=100_000, allow_none=True)


class Cancellation(Schema):
    """Why a gathering does not take place."""

    reason = Text(most=300, required=True)


class Announced(Schema):
    """What everybody is told of a gathering."""

    kind = fields.String(validate=validate.OneOf(KINDS))
    title = fields.String()
    theme = fields.String(allow_none=True)
    series = fields.String(allow_none=True)
    place = fields.String(allow_none=True)
    link = fields.String(allow_none=True)
    starts_at = Instant()
    ends_at = Instant()
    sign_up_until = Instant()
    capacity = fields.Integer(allow_none=True)
    state = fields.String(validate=validate.OneOf(STATES))
    # Why it was cancelled.
    reason = fields.String(allow_none=True)


class GatheringView(Announced):
    """A gathering of this organiser, with its places: confirmed, waited for, and free (None without a capacity)."""

    id = fields.String()
    version = fields.Integer()
    cooperatives = fields.Integer()
    confirmed = fields.Integer()
    waiting = fields.Integer()
    free = fields.Integer(allow_none=True)
    attended = fields.Integer()


class AnnouncedView(Announced):
    """Another's gathering that this cooperative may sign up for."""

    organiser = fields.String()
    gathering_id = fields.String()


class GatheringsQuery(QuerySchema):
    """Which gatherings: that start from a day on, until another (inclusive), of a kind or a series."""

    from_ = Day(data_key="from", load_default=None)
    to = Day(load_default=None)
    kind = fields.String(load_default=None, validate=validate.OneOf(KINDS))
    series = Slug(load_default=None)


class NewSignUp(Schema):
    """For how many places a cooperative signs up; who comes it need not say."""

    places = Count(least=1, most=MOST_PLACES, required=True)


class SignUpView(Schema):
    """A cooperative's places at a gathering; ``reason`` says why they were refused."""

    id = fields.String()
    gathering_id = fields.String()
    places = fields.Integer()
    state = fields.String(validate=validate.OneOf(SIGN_UPS))
    reason = fields.String(allow_none=True)


class RecordedSignUp(NewSignUp):
    """Places for a member that does not run the suite, as it asked this office for them."""

    member_id = Text(most=60, required=True)


class MemberSignUpView(SignUpView, ParticipantView):
    """A sign-up as the organiser keeps it, with how many came once that is recorded."""

    attended = fields.Integer(allow_none=True)
    asked_at = Instant()


class OwnSignUpView(SignUpView):
    """A sign-up of this cooperative, with what the gathering is and when."""

    organiser = fields.String()
    title = fields.String()
    starts_at = Instant()
    asked_at = Instant()


class Mark(Schema):
    """How many came from one cooperative."""

    cooperative = Slug(required=True)
    attended = Count(most=MOST_PLACES, required=True)


class Marks(Schema):
    """How many came; all marks are taken or none."""

    marks = fields.List(fields.Nested(Mark), required=True, validate=validate.Length(min=1, max=500))


class PeriodQuery(QuerySchema):
    """The first and the last day that are counted."""

    from_ = Day(data_key="from", required=True)
    to = Day(required=True)


class KindFigures(Schema):
    """How many gatherings of a kind were held, and how many came."""

    kind = fields.String()
    gatherings = fields.Integer()
    places = fields.Integer()
    attended = fields.Integer()


class CooperativeFigures(ParticipantView):
    """How often a cooperative signed up, for how many places, and how many came."""

    sign_ups = fields.Integer()
    places = fields.Integer()
    attended = fields.Integer()


class GatheringFigures(Schema):
    """The gatherings of a time: how many, by kind and by cooperative; cancelled ones are counted apart."""

    from_ = Day(data_key="from")
    to = Day()
    gatherings = fields.Integer()
    cancelled = fields.Integer()
    kinds = fields.List(fields.Nested(KindFigures))
    cooperatives = fields.List(fields.Nested(CooperativeFigures))
