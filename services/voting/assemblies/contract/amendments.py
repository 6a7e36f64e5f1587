"""Amendments from the floor: moved by a member who is present, and voted before the resolution that they change."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Instant, Schema, Text
from services.commons.refusals import Refusal
from services.voting.contract import voting
from services.voting.polls.contract.events import poll_annulled
from services.voting.polls.contract.refusals import (
    EffectUnsettled,
    ProposalStands,
    ProposalUnknown,
    ProposalWithdrawn,
    WrongAssemblyKind,
    WrongPollState,
)

from .bureau import NotPresent
from .refusals import NotOnRoll, PollsUnfinished, WrongAssemblyState

STATES = ("moved", "adopted", "rejected", "lapsed")


class AmendmentOutOfPlace(Refusal):
    """An amendment changes the text of a resolution, within its item of the agenda."""

    code, status = "amendment_out_of_place", 422
    sentence = "Poll {poll_id} cannot be amended so: {why}."


class EffectNeedsProposal(Refusal):
    """An amended text takes effect by a proposal of its own, checked by the service that carries it out."""

    code, status = "effect_needs_proposal", 422
    sentence = (
        "Resolution {poll_id} would put proposal {proposal_id} into effect ({effect}); the amended text needs a new "
        "proposal, made by the service that owns the matter."
    )


class AmendmentSettled(Refusal):
    """The amendment was settled already."""

    code, status = "amendment_settled", 409
    sentence = "Amendment {amendment_id} is {state} already."


class NewAmendment(Schema):
    """The resolution's text as it would read; ``proposal_id`` names what the amended text would put into effect."""

    poll_id = Text(most=60, required=True)
    moved_by = Text(most=60, required=True)
    text = Text(most=20_000, required=True)
    proposal_id = Text(most=60, load_default=None, allow_none=True)


class AmendmentView(Schema):
    """An amendment: the old text and the new, its vote, and the resolution that followed."""

    id = fields.String()
    assembly_id = fields.String()
    poll_id = fields.String()
    position = fields.Integer()
    vote_poll_id = fields.String()
    moved_by = fields.String()
    moved_at = Instant()
    old_text = fields.String(allow_none=True)
    new_text = fields.String()
    old_proposal_id = fields.String(allow_none=True)
    new_proposal_id = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(STATES))
    settled_at = Instant(allow_none=True)
    amended_poll_id = fields.String(allow_none=True)


PROPOSAL = [ProposalUnknown, ProposalStands, ProposalWithdrawn, EffectUnsettled, WrongAssemblyKind]

move_amendment = voting.command(
    "move_amendment", "POST /assemblies/{assembly_id}/amendments", body=NewAmendment, returns=AmendmentView,
    scope="polls:write",
    refuses=[WrongAssemblyState, WrongPollState, NotOnRoll, NotPresent, AmendmentOutOfPlace, EffectNeedsProposal,
             *PROPOSAL],
    summary="Move an amendment: its vote is drafted, and the resolution waits for it",
)  # fmt: skip
settle_amendment = voting.command(
    "settle_amendment", "POST /assemblies/{assembly_id}/amendments/{amendment_id}/settle", returns=AmendmentView,
    scope="polls:write", status=200, emits=[poll_annulled],
    refuses=[WrongAssemblyState, WrongPollState, PollsUnfinished, AmendmentSettled, *PROPOSAL],
    summary="Draw the consequence of an amendment's vote: adopted, the resolution gets its amended successor",
)  # fmt: skip
list_amendments = voting.query(
    "list_amendments", "GET /assemblies/{assembly_id}/amendments", returns=AmendmentView, paged=True,
    scope="polls:read", summary="List the amendments with their old and new texts",
)  # fmt: skip
