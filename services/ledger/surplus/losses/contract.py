"""Losses covered out of reserves, by an assembly's vote alone: the only way in which reserves ever decrease."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Amount, Schema
from services.commons.refusals import Refusal
from services.ledger.contract import ledger, proposals
from services.ledger.surplus.contract import SurplusRuleBroken
from services.ledger.surplus.contract.shapes import LimitView


class NoLosses(Refusal):
    """There is no loss to cover or to carry forward."""

    code, status = "no_losses", 409
    sentence = "The books show no loss on 119 or 129: there is nothing to cover."


class NewLossProposal(Schema):
    """What each reserve covers of the losses; what they do not cover is carried forward (119)."""

    legal_reserve = Amount(zero=True)
    development_fund = Amount(zero=True)
    statutory_reserve = Amount(zero=True)
    other_reserves = Amount(zero=True)


class AccountAmount(Schema):
    """An amount on an account."""

    account = fields.String()
    amount = Amount(zero=True)


class LossProposal(Schema):
    """How losses are covered: what they stand on, the reserves that cover them, and what is carried forward."""

    id = fields.String()
    digest = fields.String()
    losses = fields.List(fields.Nested(AccountAmount))
    reserves = fields.List(fields.Nested(AccountAmount))
    covered = Amount(zero=True)
    carried_forward = Amount(zero=True)
    limits = fields.List(fields.Nested(LimitView))


propose_loss_cover = ledger.command(
    "propose_loss_cover", "POST /loss-proposals", body=NewLossProposal, returns=LossProposal, scope="surplus:write",
    refuses=[NoLosses, SurplusRuleBroken], emits=[proposals.made],
    summary="Propose which reserves cover losses, the rest being carried forward (effect cover_losses)",
)  # fmt: skip
get_loss_proposal = ledger.query(
    "get_loss_proposal", "GET /loss-proposals/{proposal_id}", returns=LossProposal, scope="surplus:read",
    summary="Show a proposal to cover losses",
)  # fmt: skip
