"""The events of every service that makes proposals, and the list in which it shows them with their effects."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import fields, validate

from ..bindings import answers
from ..contract import Contract, EventType, Flag, Instant, Operation, QuerySchema, Schema, Text
from .reading import list_proposals

ASSEMBLIES = ("ordinary", "extraordinary")
# What became of a resolution's effect: put into effect or refused; once annulled, undone or kept.
STATES = ("applied", "refused", "undone", "kept")


class ProposalMade(Schema):
    """A proposal stands ready to be named by a resolution."""

    proposal_id = fields.String(required=True)
    effect = fields.String(required=True)
    digest = fields.String(required=True)
    summary = fields.String(required=True)
    # What the vote must be for the effect to be lawful, as the owner reads law and statutes.
    assembly = fields.String(required=True, validate=validate.OneOf(ASSEMBLIES))
    # For an election: how many seats it fills.
    seats = fields.Integer(load_default=None, allow_none=True)
    # Whether it decides on a person, so that the statutes may ask for a secret ballot.
    about_person = Flag(load_default=False)
    # Whether its rejection takes effect too: who is not admitted is refused.
    either_way = Flag(load_default=False)
    made_at = Instant(required=True)


class ProposalWithdrawn(Schema):
    """A proposal cannot be put to the vote any more: what it rests on has changed, or its owner took it back."""

    proposal_id = fields.String(required=True)
    effect = fields.String(required=True)
    reason = fields.Dict(required=True)


class EffectSettled(Schema):
    """A resolution's effect was applied or refused, or undone or kept once the resolution was annulled."""

    resolution_id = fields.String(required=True)
    effect = fields.String(required=True)
    proposal_id = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    # Why it was refused, or cannot be undone.
    reason = fields.Dict(load_default=None, allow_none=True)
    links = fields.Dict(load_default=dict)


class ProposalsQuery(QuerySchema):
    """Which proposals: of one effect, or in one state."""

    effect = Text(most=60, load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(["standing", "withdrawn", *STATES]))


class EffectView(Schema):
    """What became of a resolution that names the proposal."""

    resolution_id = fields.String()
    # Whether the resolution was adopted or rejected.
    outcome = fields.String(validate=validate.OneOf(["adopted", "rejected"]))
    state = fields.String(validate=validate.OneOf(STATES))
    reason = fields.Dict(allow_none=True)
    links = fields.Dict()
    settled_at = Instant()


class ProposalView(Schema):
    """A proposal as its owner keeps it, with every resolution that put it into effect or should have."""

    id = fields.String()
    effect = fields.String()
    digest = fields.String()
    summary = fields.String()
    assembly = fields.String(validate=validate.OneOf(ASSEMBLIES))
    about_person = Flag()
    made_at = Instant()
    # Why it cannot be put to the vote any more; null while it can.
    withdrawn = fields.Dict(allow_none=True)
    effects = fields.List(fields.Nested(EffectView))


@dataclass(frozen=True)
class ProposalEvents:
    """The proposal events of one service."""

    made: EventType
    settled: EventType
    withdrawn: EventType
    listed: Operation


def declare_proposals(contract: Contract) -> ProposalEvents:
    """Declare them in a service's contract, and answer the list (``GET /membership-proposals``)."""
    listed = contract.query(
        f"list_{contract.service}_proposals", f"GET /{contract.service}-proposals", returns=ProposalView,
        query=ProposalsQuery, paged=True, scope="proposals:read",
        summary=f"List the proposals that the {contract.service} service made, and what became of them",
    )  # fmt: skip
    answers(listed)(list_proposals)
    return ProposalEvents(
        contract.event("proposal.made", ProposalMade), contract.event("effect.settled", EffectSettled),
        contract.event("proposal.withdrawn", ProposalWithdrawn), listed,
    )  # fmt: skip
