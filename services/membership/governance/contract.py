"""Governance: bodies and their mandates, elections proposed to an assembly, working groups and their referents."""

from marshmallow import fields, validate

from services.commons.contract import Day, Schema, Slug, Text
from services.membership.contract import membership, proposals
from services.membership.register.contract import AsOfQuery
from services.membership.register.refusals import NotAMember, NotInRegister

from . import refusals as refused

END_REASONS = ("resigned", "revoked", "deceased", "left", "annulled")


class MandateSeated(Schema):
    """Somebody took a seat; the subject is ``bodies/<slug>``."""

    mandate_id = fields.String(required=True)
    body = fields.String(required=True)
    member_id = fields.String(required=True)
    started_on = Day(required=True)
    # The last day of the term.
    ends_on = Day(required=True)
    resolution_id = fields.String(required=True)


class MandateEnded(Schema):
    """A mandate ends before its term; ``ended_on`` is its last day."""

    mandate_id = fields.String(required=True)
    body = fields.String(required=True)
    member_id = fields.String(required=True)
    ended_on = Day(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(END_REASONS))


mandate_seated = membership.event("mandate.seated", MandateSeated)
mandate_ended = membership.event("mandate.ended", MandateEnded)


class MandateView(Schema):
    """A mandate: who holds the seat, from when, until when, by which resolution."""

    id = fields.String()
    body = fields.String()
    member_id = fields.String()
    started_on = Day()
    ends_on = Day()
    ended_on = Day(allow_none=True)
    end_reason = fields.String(allow_none=True)
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
    article = fields.String()
    as_of = Day()
    mandates = fields.List(fields.Nested(MandateView))


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
    starts_on = Day(allow_none=True)
    article = fields.String()


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


list_bodies = membership.query(
    "list_bodies", "GET /bodies", returns=BodyView, query=AsOfQuery, paged=True, scope="governance:read",
    summary="List the bodies and who sits in them",
)  # fmt: skip
get_body = membership.query(
    "get_body", "GET /bodies/{slug}", returns=BodyView, query=AsOfQuery, scope="governance:read",
    refuses=[refused.UnknownBody], summary="Look at a body as of a day",
)  # fmt: skip
propose_election = membership.command(
    "propose_election", "POST /bodies/{slug}/elections", body=NewElection, returns=ElectionView,
    scope="governance:write", emits=[proposals.made],
    refuses=[refused.UnknownBody, refused.NoVacantSeat, refused.TermTooLong],
    summary="Propose to fill the vacant seats of a body",
)  # fmt: skip
end_mandate = membership.command(
    "end_mandate", "POST /mandates/{mandate_id}/end", body=NewMandateEnd, returns=MandateView,
    scope="governance:write", status=200, emits=[mandate_ended],
    refuses=[refused.UnknownMandate, refused.MandateEnded, refused.MandateBackwards],
    summary="End a mandate before its term",
)  # fmt: skip
open_group = membership.command(
    "open_working_group", "POST /working-groups", body=NewGroup, returns=GroupView, scope="governance:write",
    refuses=[refused.GroupNameTaken], summary="Open a working group",
)  # fmt: skip
list_groups = membership.query(
    "list_working_groups", "GET /working-groups", returns=GroupView, query=AsOfQuery, paged=True,
    scope="governance:read", summary="List the working groups with their referents",
)  # fmt: skip
get_group = membership.query(
    "get_working_group", "GET /working-groups/{slug}", returns=GroupView, query=AsOfQuery, scope="governance:read",
    refuses=[refused.UnknownGroup], summary="Look at a working group as of a day",
)  # fmt: skip
join_group = membership.command(
    "join_working_group", "POST /working-groups/{slug}/members", body=GroupMembers, returns=GroupView,
    scope="governance:write", refuses=[refused.UnknownGroup, NotInRegister, NotAMember],
    summary="Let members join a working group",
)  # fmt: skip
leave_group = membership.command(
    "leave_working_group", "POST /working-groups/{slug}/members/{member_id}/end", returns=GroupView,
    scope="governance:write", status=200, refuses=[refused.UnknownGroup, refused.NotInGroup],
    summary="Let a member leave a working group",
)  # fmt: skip
name_referent = membership.command(
    "name_referent", "POST /working-groups/{slug}/referents", body=NewReferent, returns=GroupView,
    scope="governance:write", refuses=[refused.UnknownGroup, refused.TooManyReferents, refused.NotInGroup],
    summary="Name a referent of a working group",
)  # fmt: skip
end_referent = membership.command(
    "end_referent", "POST /working-groups/{slug}/referents/{member_id}/end", returns=GroupView,
    scope="governance:write", status=200, refuses=[refused.UnknownGroup, refused.NotInGroup],
    summary="Let a referent step down",
)  # fmt: skip
