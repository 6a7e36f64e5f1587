"""The two events of every service that makes proposals: one was made; its effect was settled."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import fields, validate

from ..contract import Contract, EventType, Instant, Schema


class ProposalMade(Schema):
    """A proposal stands ready to be named by a resolution."""

    proposal_id = fields.String(required=True)
    effect = fields.String(required=True)
    digest = fields.String(required=True)
    summary = fields.String(required=True)
    # What the vote must be for the effect to be lawful, as the owner reads law and statutes.
    assembly = fields.String(required=True, validate=validate.OneOf(["ordinary", "extraordinary"]))
    # For an election: how many seats it fills.
    seats = fields.Integer(load_default=None, allow_none=True)
    made_at = Instant(required=True)


class EffectSettled(Schema):
    """An adopted resolution's effect was applied, or refused with its reason."""

    resolution_id = fields.String(required=True)
    effect = fields.String(required=True)
    proposal_id = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["applied", "refused"]))
    reason = fields.Dict(load_default=None, allow_none=True)
    links = fields.Dict(load_default=dict)


@dataclass(frozen=True)
class ProposalEvents:
    """The proposal events of one service."""

    made: EventType
    settled: EventType


def declare_proposals(contract: Contract) -> ProposalEvents:
    """Declare them in a service's contract."""
    return ProposalEvents(
        contract.event("proposal.made", ProposalMade), contract.event("effect.settled", EffectSettled)
    )
