"""The shapes of governance."""

from marshmallow import fields, validate

from services.commons.contract import Day, Flag, QuerySchema, Schema, Slug, Text
from services.membership.register.contract import AsOfQuery

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
    # The decision that ended it early.
    end_reference = fields.String(allow_none=True)


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


class MandatesQuery(AsOfQuery):
    """Which mandates: those held on a day (today if not said), of a body or a member; ``past`` shows all there were."""

    body = Slug(load_default=None)
    member_id = Text(most=60, load_default=None)
    past = Flag(load_default=False)


class VacanciesQuery(QuerySchema):
    """On which day: today unless ``as_of`` says another."""

    as_of = Day(load_default=None)


class BodyEvent(Schema):
    """What happened to a seat of a body on a day: it was taken, or the mandate ended early or expired."""

    day = Day()
    # seated, or how a mandate ended; the seat is vacant from the day after.
    kind = fields.String(validate=validate.OneOf(["seated", "expired", *END_REASONS]))
    mandate_id = fields.String()
    member_id = fields.String()
    series = fields.Integer()
    resolution_id = fields.String()
    reference = fields.String(allow_none=True)


class VacancyView(Schema):
    """Open seats of a body on a day, and how the statutes fill them.

    ``filled_by``: election where a term is over; runner_up, co_option or empty where one fell vacant within its term.
    """

    body = fields.String()
    seats = fields.Integer()
    vacant = fields.Integer()
    series = fields.Integer()
    # Until when who takes the seat holds it, where a term runs.
    ends_on = Day(allow_none=True)
    filled_by = fields.String(validate=validate.OneOf(["election", "runner_up", "co_option", "empty"]))
    # The mandates that ended early and left these seats.
    left_by = fields.List(fields.String())
    # The election that was proposed and has not been decided yet.
    proposal_id = fields.String(allow_none=True)
    article = fields.String()
    as_of = Day()


class NewMandateEnd(Schema):
    """A mandate ends before its term; ``reference`` names the decision, which a revocation needs."""

    reference = Text(most=100, load_default=None)
    ended_on = Day(load_default=None)
    reason = fields.String(required=True, validate=validate.OneOf(["resigned", "revoked"]))


class NewGroup(Schema):
    """A self-managed working group, and what it was given to do."""

    slug = Slug(required=True)
    name = Text(required=True)
    purpose = Text(most=2000, load_default=None)


class GroupPatch(Schema):
    """What may change about a working group; a field left out stays."""

    name = Text()
    purpose = Text(most=2000, allow_none=True)


class GroupClosing(Schema):
    """A working group ends with a day (today if not said), for a reason; its members and referents leave it then."""

    closed_on = Day(load_default=None)
    reason = Text(most=300, required=True)


class GroupMembers(Schema):
    """Members who join a working group."""

    member_ids = fields.List(Text(most=60), required=True, validate=validate.Length(min=1, max=500))


class NewReferent(Schema):
    """Who speaks for the working group; one more than the statutes ask for only ``beyond_statutes``, and flagged."""

    member_id = Text(most=60, required=True)
    beyond_statutes = Flag(load_default=False)


class GroupView(Schema):
    """A working group as of a day, with what it has too few or too many of by the statutes.

    ``flags``: ``referents_missing`` or ``too_many_referents``.
    """

    slug = fields.String()
    name = fields.String()
    members = fields.Integer()
    member_ids = fields.List(fields.String())
    referent_ids = fields.List(fields.String())
    referents_missing = fields.Integer()
    referents_in_excess = fields.Integer()
    flags = fields.List(fields.String())
    purpose = fields.String(allow_none=True)
    in_statutes = Flag()
    opened_on = Day(allow_none=True)
    closed_on = Day(allow_none=True)
    article = fields.String()
    as_of = Day()
