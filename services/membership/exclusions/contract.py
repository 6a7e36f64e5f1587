"""Exclusions: the proposal with its grounds, the hearing, and what became of it."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Instant, QuerySchema, Schema, Text
from services.commons.refusals import NotFound, Refusal
from services.membership.contract import membership, proposals
from services.membership.register.contract.refusals import AlreadyLeaving, InTheFuture, NotAMember, NotInRegister

STATES = ("proposed", "withdrawn", "applied", "refused", "undone", "kept")


class ExclusionProposed(Refusal):
    """One exclusion of a member at a time stands before the members."""

    code, status = "exclusion_proposed", 409
    sentence = "The exclusion of {member_id} is proposed already: {exclusion_id}."


class HearingTooSoon(Refusal):
    """A member is invited early enough to be heard."""

    code, status = "hearing_too_soon", 422
    sentence = "Invited on {invited_on}, the member can be heard from {earliest} on, not on {hearing_on}."


class NotHeard(Refusal):
    """Nobody is excluded before the day of the hearing."""

    code, status = "not_heard", 409
    sentence = "The hearing of {member_id} was set for {hearing_on}; the assembly of {adopted_on} came before it."


class NewExclusion(Schema):
    """Why a member should be excluded, when the member was invited to be heard, and for which day.

    The hearing lies on the day of the assembly at the latest. The grounds stay here: no event and no poll holds them.
    """

    grounds = Text(most=20_000, required=True)
    invited_on = Day(required=True)
    hearing_on = Day(required=True)


class ExclusionView(Schema):
    """An exclusion: whom it concerns, why, the hearing, and what became of it."""

    id = fields.String()
    member_id = fields.String()
    grounds = fields.String()
    invited_on = Day()
    hearing_on = Day()
    # What a poll names, in which kind of assembly, and the article that says so.
    proposal_id = fields.String()
    digest = fields.String()
    assembly = fields.String(validate=validate.OneOf(["ordinary", "extraordinary"]))
    article = fields.String()
    # proposed, withdrawn, or the state of the effect.
    state = fields.String(validate=validate.OneOf(STATES))
    reason = fields.Dict(allow_none=True)
    resolution_id = fields.String(allow_none=True)
    recorded_at = Instant()


class ExclusionsQuery(QuerySchema):
    """Whose exclusions."""

    member_id = Text(most=60, load_default=None)


propose_exclusion = membership.command(
    "propose_exclusion", "POST /members/{member_id}/exclusions", body=NewExclusion, returns=ExclusionView,
    scope="members:write", emits=[proposals.made],
    refuses=[NotInRegister, NotAMember, AlreadyLeaving, InTheFuture, ExclusionProposed, HearingTooSoon],
    summary="Propose to exclude a member, by the vote that the statutes ask for (effect exclude_member)",
)  # fmt: skip
get_exclusion = membership.query(
    "get_exclusion", "GET /exclusions/{exclusion_id}", returns=ExclusionView, scope="members:read", refuses=[NotFound],
    summary="Look at an exclusion, its grounds and what became of it",
)  # fmt: skip
list_exclusions = membership.query(
    "list_exclusions", "GET /exclusions", returns=ExclusionView, query=ExclusionsQuery, paged=True,
    scope="members:read", summary="List the exclusions that were proposed, the oldest first",
)  # fmt: skip
withdraw_exclusion = membership.command(
    "withdraw_exclusion", "POST /exclusions/{exclusion_id}/withdrawal", returns=ExclusionView, scope="members:write",
    status=200, refuses=[NotFound], emits=[proposals.withdrawn],
    summary="Withdraw the proposal of an exclusion before it is voted",
)  # fmt: skip
