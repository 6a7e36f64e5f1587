"""The shapes of activities."""

from typing import Any

from marshmallow import fields, validate

from services.commons.contract import Day, Flag, QuerySchema, Rate, Schema, Text

STATES = ("open", "paused", "closed")


class Code(Text):
    """A code that people give to places and activities: letters, digits, hyphen, underscore, full stop."""

    def __init__(self, **options: Any) -> None:
        super().__init__(most=40, validate=validate.Regexp(
            r"[A-Za-z0-9][A-Za-z0-9._-]*\Z",
            error="Use letters, digits, hyphens, underscores and full stops, the first one a letter or a digit.",
        ), **options)  # fmt: skip


class Parts(fields.Dict):
    """Exact parts by person, such as ``{"per_1": "1/3", "per_2": "2/3"}``; left out, everyone's is the same."""

    def __init__(self, **options: Any) -> None:
        super().__init__(keys=Text(most=60), values=Rate(), validate=validate.Length(max=100), **options)


class OnQuery(QuerySchema):
    """On which day: today unless ``as_of`` says another."""

    as_of = Day(load_default=None)


class NewTrade(Schema):
    """A trade: its code in the nomenclature that the cooperative uses, and its name."""

    code = Code(required=True)
    name = Text(required=True)


class NewEstablishment(Schema):
    """A place from which the cooperative works."""

    code = Code(required=True)
    name = Text(required=True)
    opened_on = Day(load_default=None)


class EstablishmentView(Schema):
    """An establishment, when it was open, and how many activities it houses that are not closed."""

    code = fields.String()
    name = fields.String()
    opened_on = Day(allow_none=True)
    closed_on = Day(allow_none=True)
    activities = fields.Integer()


class Closing(Schema):
    """The last day of an establishment; today unless given."""

    closed_on = Day(load_default=None)


class NewActivity(Schema):
    """An economic activity of one person or of a cooperation group."""

    code = Code(required=True)
    label = Text(required=True)
    establishment = Code(required=True)
    owner_ids = fields.List(Text(most=60), required=True, validate=validate.Length(min=1, max=100))
    parts = Parts(load_default=None)
    # The name of the cooperation group; it is made when it does not exist yet.
    group = Text(most=100, load_default=None)
    trade = Code(load_default=None)
    opened_on = Day(load_default=None)


class OwnerView(Schema):
    """An owner, and the part of the activity that is theirs."""

    party_id = fields.String()
    part = Rate()


class ActivityView(Schema):
    """An activity with its owners, as it is on a day."""

    id = fields.String()
    code = fields.String()
    label = fields.String()
    trade = fields.String(allow_none=True)
    establishment = fields.String()
    owner_ids = fields.List(fields.String())
    owners = fields.List(fields.Nested(OwnerView))
    # Nobody owns it any more: it is to be handed on, or closed.
    owners_missing = Flag()
    group_id = fields.String(allow_none=True)
    opened_on = Day()
    state = fields.String(validate=validate.OneOf(STATES))
    state_since = Day()
    as_of = Day()


class ActivitiesQuery(OnQuery):
    """Which activities: of an establishment, a group, an owner, a trade, a state, with a code, or without an owner."""

    establishment = Code(load_default=None)
    group_id = Text(most=60, load_default=None)
    owner_id = Text(most=60, load_default=None)
    code = Code(load_default=None)
    trade = Code(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    owners_missing = Flag(load_default=None)


class ActivityPatch(Schema):
    """What may be corrected of an activity without a day: how it is called, and its trade."""

    label = Text()
    trade = Code(allow_none=True)


class NewState(Schema):
    """What becomes of an activity on a day (today unless given), and why."""

    on = Day(load_default=None)
    # In few words and without naming anybody.
    reason = Text(most=200, load_default=None)


class NewPlace(Schema):
    """Where an activity moves, and from which day on (today unless given)."""

    establishment = Code(required=True)
    on = Day(load_default=None)


class NewOwners(Schema):
    """Who owns an activity from a day on (today unless given), in which parts, and under which group's name."""

    owner_ids = fields.List(Text(most=60), required=True, validate=validate.Length(min=1, max=100))
    parts = Parts(load_default=None)
    group = Text(most=100, load_default=None)
    since = Day(load_default=None)


class StatePeriod(Schema):
    """What an activity was from a day on."""

    state = fields.String(validate=validate.OneOf(STATES))
    since = Day()
    reason = fields.String(allow_none=True)


class PlacePeriod(Schema):
    """Where an activity was from a day on."""

    establishment = fields.String()
    since = Day()


class OwnerPeriod(Schema):
    """Who owned an activity, in which part (null: the same as each other owner), from a day until another."""

    party_id = fields.String()
    part = Rate(allow_none=True)
    since = Day()
    until = Day(allow_none=True)


class ActivityHistory(Schema):
    """All that became of an activity, in the order of time."""

    activity_id = fields.String()
    states = fields.List(fields.Nested(StatePeriod))
    places = fields.List(fields.Nested(PlacePeriod))
    owners = fields.List(fields.Nested(OwnerPeriod))


class GroupView(Schema):
    """A cooperation group: people who run activities together."""

    id = fields.String()
    name = fields.String()
    owner_ids = fields.List(fields.String())
    activities = fields.Integer()
    # How many people fewer than the bylaws ask of a group that works.
    members_missing = fields.Integer()
