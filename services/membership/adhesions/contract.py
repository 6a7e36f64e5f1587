"""Joining and leaving federations: proposed, voted, recorded and told."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Instant, QuerySchema, Schema, Slug
from services.commons.refusals import Refusal
from services.membership.contract import membership, proposals

QUALITIES = ("member", "partner")


class AlreadyAdhering(Refusal):
    """The cooperative belongs to the federation already."""

    code, status = "already_adhering", 409
    sentence = "This cooperative belongs to {federation} since {joined_on}."


class NotAdhering(Refusal):
    """The cooperative does not belong to the federation."""

    code, status = "not_adhering", 409
    sentence = "This cooperative has no adhesion to {federation} that could be ended."


class OwnFederation(Refusal):
    """Nobody is a member of itself."""

    code, status = "own_federation", 422
    sentence = "{federation} is this cooperative itself."


class NewAdhesion(Schema):
    """Which federation to join, and as what: a ``member`` with a vote, or a ``partner``."""

    federation = Slug(required=True)
    quality = fields.String(load_default="member", validate=validate.OneOf(QUALITIES))


class AdhesionProposal(Schema):
    """What an assembly votes on; the federation's own side is its own decision."""

    proposal_id = fields.String()
    effect = fields.String()
    digest = fields.String()
    federation = fields.String()
    direction = fields.String(validate=validate.OneOf(["join", "leave"]))
    quality = fields.String(validate=validate.OneOf(QUALITIES))
    # The kind of assembly that decides, and the article that says so.
    assembly = fields.String(validate=validate.OneOf(["ordinary", "extraordinary"]))
    article = fields.String()


class AdhesionView(Schema):
    """A time in which the cooperative belongs to a federation, with the resolutions that began and ended it."""

    id = fields.String()
    federation = fields.String()
    quality = fields.String(validate=validate.OneOf(QUALITIES))
    joined_on = Day()
    left_on = Day(allow_none=True)
    joined_by = fields.String()
    left_by = fields.String(allow_none=True)
    recorded_at = Instant()


class AdhesionsQuery(QuerySchema):
    """Which adhesions: all, or those to one federation."""

    federation = Slug(load_default=None)


class AdhesionChanged(Schema):
    """The members decided to join or to leave a federation; the subject is ``federations/<slug>``."""

    adhesion_id = fields.String(required=True)
    federation = fields.String(required=True)
    quality = fields.String(required=True, validate=validate.OneOf(QUALITIES))
    on = Day(required=True)
    resolution_id = fields.String(required=True)


federation_joined = membership.event("federation.joined", AdhesionChanged, summary="The cooperative joins a federation")
federation_left = membership.event("federation.left", AdhesionChanged, summary="The cooperative leaves a federation")

propose_adhesion = membership.command(
    "propose_adhesion", "POST /adhesions", body=NewAdhesion, returns=AdhesionProposal, scope="federation:write",
    emits=[proposals.made], refuses=[AlreadyAdhering, OwnFederation],
    summary="Propose to join a federation (effect adhere_to_federation)",
)  # fmt: skip
propose_leaving = membership.command(
    "propose_leaving", "POST /adhesions/{federation}/leaving", returns=AdhesionProposal, scope="federation:write",
    emits=[proposals.made], refuses=[NotAdhering],
    summary="Propose to leave a federation (effect adhere_to_federation)",
)  # fmt: skip
list_adhesions = membership.query(
    "list_adhesions", "GET /adhesions", returns=AdhesionView, query=AdhesionsQuery, paged=True,
    scope="federation:read", summary="List the federations that the members decided to join, the oldest first",
)  # fmt: skip
