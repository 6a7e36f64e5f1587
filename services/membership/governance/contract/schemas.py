"""The shapes of governance."""

from marshmallow import fields, validate

from services.commons.contract import Day, Schema, Slug, Text

END_REASONS = ("resigned", "revoked", "deceased", "left", "annulled")


class MandateView(Schema):
    """A mandate: who holds the seat, from when, until when, by which resolution."""

    id = fields.String()
    body = fields.String()
    member_id = fields.String()
    started_on = Day()
    ends_on = Day()
    ended_on = Day(allow_none=True)
    end_reason = fields.String(allow_none=True)
    # The part of the body that it is renewed with, and the mandate whose vacancy it fills.
    series = fields.Integer()
    replaces = fields.String(allow_none=True)
    resolution_id = fields.String()


class BodyView(Schema):
    """A body as the statutes make it, with the seats held on a day."""

    slug = fields.String()
    level = fields.String(allow_none=True)
    seats = fields.Integer()
    held = fields.Integer()
    vacant = fields.Integer()
    term_months = fields.Integer()
    elected_by = fields.String()
    renewal = fields.String()
    vacancy = fields.String()
    article = fields.String()
    as_of = Day()
    mandates = fields.List(fields.Nested(MandateView))


class PlacesView(Schema):
    """Open seats of one part of a body: for a number of months, or until the day on which a term that runs ends."""

    series = fields.Integer()
    seats = fields.Integer()
    months = fields.Integer(allow_none=True)
    ends_on = Day(allow_none=True)


class NewElection(Schema):
    """The vacant seats of a body are to be filled; mandates start on ``starts_on``, else on the assembly's day."""

    starts_on = Day(load_default=None)


class ElectionView(Schema):
    """The proposal that a poll names, so that its proclamation seats who was elected."""

    proposal_id = fields.String()
    effect = fields.String()
    digest = fields.String()
    body = fields.String()
    seats = fields.Integer()
    term_months = fields.Integer()
    # By parts where the body is renewed by halves or thirds; the best placed take the longest terms.
    places = fields.List(fields.Nested(PlacesView))
    starts_on = Day(allow_none=True)
    article = fields.String()


class NewCoOption(Schema):
    """The body fills a vacant seat itself, until the end of the term; ``reference`` names its decision."""

    member_id = Text(most=60, required=True)
    reference = Text(most=100, required=True)
    starts_on = Day(load_default=None)


class NewMandateEnd(Schema):
    """A mandate ends before its term."""

    ended_on = Day(load_default=None)
    reason = fields.String(required=True, validate=validate.OneOf(["resigned", "revoked"]))


class NewGroup(Schema):
    """A self-managed working group."""

    slug = Slug(required=True)
    name = Text(required=True)


class GroupMembers(Schema):
    """Members who join a working group."""

    member_ids = fields.List(Text(most=60), required=True, validate=validate.Length(min=1, max=500))


class NewReferent(Schema):
    """Who speaks for the working group."""

    member_id = Text(most=60, required=True)


class GroupView(Schema):
    """A working group as of a day; ``referents_missing`` shows what the statutes still ask for."""

    slug = fields.String()
    name = fields.String()
    members = fields.Integer()
    member_ids = fields.List(fields.String())
    referent_ids = fields.List(fields.String())
    referents_missing = fields.Integer()
    article = fields.String()
    as_of = Day()
