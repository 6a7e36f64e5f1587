"""The shapes of unions, links and memberships."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Flag, QuerySchema, Schema, Slug, Text
from services.membership.intercooperation.rules import AREA

KINDS = ("regional", "trade")
STATES = ("unlinked", "proposed", "linked", "ended")


class NewUnionLink(Schema):
    """The federation proposes a link to a union that the bylaws name, by a decision of its own."""

    union = Slug(required=True)
    # The union's name on this platform, if it runs the suite.
    tenant = Slug(load_default=None)
    decision = Text(required=True)


class Acceptance(Schema):
    """The union's own decision; the day is today if not said."""

    decision = Text(required=True)
    accepted_on = Day(load_default=None)


class Ending(Schema):
    """Why a link ends today."""

    reason = Text(most=300, required=True)


class UnionView(Schema):
    """A union as of a day: what the bylaws say of it, how its link stands, and how many cooperatives belong to it."""

    union = fields.String()
    name = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    areas = fields.List(fields.String())
    party_id = fields.String(allow_none=True)
    tenant = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(STATES))
    proposed_on = Day(allow_none=True)
    decision = fields.String(allow_none=True)
    accepted_on = Day(allow_none=True)
    acceptance = fields.String(allow_none=True)
    ended_on = Day(allow_none=True)
    ended_by = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    members = fields.Integer()
    article = fields.String()
    as_of = Day()


class UnionsQuery(QuerySchema):
    """Which unions: as of a day (today), of a kind, in whose area something lies, in which state."""

    as_of = Day(load_default=None)
    kind = fields.String(load_default=None, validate=validate.OneOf(KINDS))
    area = Text(most=20, load_default=None,
                validate=validate.Regexp(AREA, error="Write department:74, postal:740 or insee:74010."))  # fmt: skip
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))


class NewUnionMember(Schema):
    """A member of the federation belongs to a union from a day on; to a trade federation by its activity."""

    member_id = Text(most=60, required=True)
    starts_on = Day(required=True)
    activity = Text(most=120, load_default=None)


class UnionLeaving(Schema):
    """The last day."""

    ends_on = Day(required=True)


class UnionMemberView(Schema):
    """A time in which a cooperative belongs to a union; ``outside_area`` is shown, not refused, and None if unknown."""

    id = fields.String()
    union = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    member_id = fields.String()
    cooperative = fields.String(allow_none=True)
    starts_on = Day()
    ends_on = Day(allow_none=True)
    activity = fields.String(allow_none=True)
    outside_area = Flag(allow_none=True)


class InvitationView(Schema):
    """A link that a federation proposed to this union."""

    federation = fields.String()
    link_id = fields.String()
    union = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    state = fields.String(validate=validate.OneOf(STATES))
    proposed_on = Day()
    decision = fields.String()
    accepted_on = Day(allow_none=True)
    acceptance = fields.String(allow_none=True)
    ended_on = Day(allow_none=True)
    ended_by = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
