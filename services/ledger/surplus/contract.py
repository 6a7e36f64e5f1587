"""From accounts drawn up to a surplus allocated: computed from the books, checked against law and statutes, voted."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, QuerySchema, Rate, Schema
from services.commons.refusals import NotFound, Refusal
from services.ledger.contract import ledger, proposals
from services.ledger.journal.contract import FiscalYearView


class YearNotEnded(Refusal):
    """The accounts of a year are drawn up after its end."""

    code, status = "year_not_ended", 409
    sentence = "Fiscal year {year} ends on {ends_on}; its accounts are drawn up after that."


class EarlierYearUnfinished(Refusal):
    """Accounts are drawn up year by year: what an earlier year earned is closed before the next one is fixed."""

    code, status = "earlier_year_unfinished", 409
    sentence = "Fiscal year {earlier} is {state} and shows a result; its accounts are approved before those of {year}."


class YearInWrongState(Refusal):
    """The fiscal year does not stand where this step begins."""

    code, status = "year_in_wrong_state", 409
    sentence = "Fiscal year {year} is {state}; this needs it to be {needed}."


class NoSurplus(Refusal):
    """There is no surplus to allocate."""

    code, status = "no_surplus", 422
    sentence = "Fiscal year {year} shows {surplus} after losses brought forward: there is nothing to allocate."


class SurplusRuleBroken(Refusal):
    """The proposal breaks a limit of the law or of the statutes."""

    code, status = "surplus_rule_broken", 422
    sentence = "The rule {rule} does not hold: {value} where {side} {bound} is required."


class PartsExceedSurplus(Refusal):
    """The parts of a surplus are fractions of it that sum to one at most."""

    code, status = "parts_exceed_surplus", 422
    sentence = "The parts asked for sum to {total}: none may be below zero, and together they may not exceed 1."


class NobodyToShare(Refusal):
    """A part of the surplus has nobody to go to."""

    code, status = "nobody_to_share", 409
    sentence = "Nobody is recorded to receive the {part} of {year}."


class RegimeWithoutAllocation(Refusal):
    """This regime allocates no surplus to persons here."""

    code, status = "regime_without_allocation", 409
    sentence = "A cooperative of regime {regime} has no allocation of surplus in these books."


class PostingNotOffered(Refusal):
    """The statutes post the labour share in a way that these books do not offer."""

    code, status = "posting_not_offered", 409
    sentence = "The statutes post the labour share as {posting}; these books post it as allocation."


class AccountsNotApproved(Refusal):
    """A surplus is allocated out of approved accounts."""

    code, status = "accounts_not_approved", 409
    sentence = "The accounts of fiscal year {year} are {state}: an assembly has to approve them first."


class SurplusAllocated(Refusal):
    """The surplus of a year is allocated once."""

    code, status = "surplus_allocated", 409
    sentence = "The surplus of fiscal year {year} was allocated by {resolution_id}."


class AccountsEvent(Schema):
    """A fiscal year's accounts took a step; ``digest`` names the trial balance that they rest on."""

    year = fields.Integer(required=True)
    result = Amount(signed=True, required=True)
    digest = fields.String(required=True)
    resolution_id = fields.String(load_default=None, allow_none=True)


accounts_drawn_up = ledger.event("accounts.drawn_up", AccountsEvent, summary="A year's accounts are drawn up")
accounts_withdrawn = ledger.event("accounts.withdrawn", AccountsEvent, summary="Drawn-up accounts are opened again")
accounts_approved = ledger.event("accounts.approved", AccountsEvent, summary="An assembly approved a year's accounts")
year_sealed = ledger.event("year.sealed", AccountsEvent, summary="A fiscal year is sealed for good")


class DrawnUp(FiscalYearView):
    """A year whose accounts are drawn up, and the proposal on which an assembly approves them."""

    losses_brought_forward = Amount(zero=True)
    surplus = Amount(signed=True)
    proposal_id = fields.String()
    proposal_digest = fields.String()


class Parameters(Schema):
    """What a proposal asks for instead of what the statutes say, as fractions.

    Worker cooperatives: ``reserves``, ``labour_share`` and ``interest`` of the surplus, and the weights of the labour
    keys; consumer cooperatives: ``refunds`` of the lawful maximum, ``interest`` of the surplus. Both: ``legal_reserve``
    of the surplus.
    """

    reserves = Rate()
    labour_share = Rate()
    interest = Rate()
    refunds = Rate()
    legal_reserve = Rate()
    salary = Rate()
    hours = Rate()
    equal = Rate()


class NewSurplusProposal(Schema):
    """The fiscal year whose surplus is to be allocated, and what to ask for if not what the statutes say."""

    year = fields.Integer(required=True, strict=True, validate=validate.Range(min=1800, max=9999))
    parameters = fields.Nested(Parameters, load_default=dict)


class SimulationQuery(QuerySchema):
    """The same as a proposal, but nothing comes of it."""

    year = fields.Integer(required=True, validate=validate.Range(min=1800, max=9999))
    reserves = Rate()
    labour_share = Rate()
    interest = Rate()
    refunds = Rate()
    legal_reserve = Rate()
    salary = Rate()
    hours = Rate()
    equal = Rate()


class LimitView(Schema):
    """A limit: what the proposal comes to, what the rule requires, where it is written, whether it holds."""

    rule = fields.String()
    value = Amount(signed=True)
    side = fields.String(validate=validate.OneOf(["at_least", "at_most", "exactly"]))
    bound = Amount(signed=True)
    source = fields.String()
    holds = fields.Boolean()


class EmployeePart(Schema):
    """An employee's part of the labour share, whether a member or not."""

    person_id = fields.String()
    member_id = fields.String(allow_none=True)
    amount = Amount(zero=True)


class MemberPart(Schema):
    """A member's part of the interest or of the refunds."""

    member_id = fields.String()
    amount = Amount(zero=True)


class SurplusParts(Schema):
    """The parts of the surplus; they sum to it."""

    legal_reserve = Amount(zero=True)
    development_fund = Amount(zero=True)
    labour_share = Amount(zero=True)
    interest = Amount(zero=True)
    refunds = Amount(zero=True)
    other_reserves = Amount(zero=True)


class SurplusProposal(Schema):
    """A surplus split: the parts, everyone's part, and every limit; a simulation has no id."""

    id = fields.String(allow_none=True)
    digest = fields.String(allow_none=True)
    year = fields.Integer()
    regime = fields.String()
    surplus = Amount()
    losses_brought_forward = Amount(zero=True)
    parts = fields.Nested(SurplusParts)
    limits = fields.List(fields.Nested(LimitView))
    employees = fields.List(fields.Nested(EmployeePart))
    interest = fields.List(fields.Nested(MemberPart))
    refunds = fields.List(fields.Nested(MemberPart))


_PROPOSING = (
    YearInWrongState, NoSurplus, PartsExceedSurplus, NobodyToShare, RegimeWithoutAllocation, PostingNotOffered
)  # fmt: skip
draw_up = ledger.command(
    "draw_up_accounts", "POST /fiscal-years/{year}/accounts", returns=DrawnUp, scope="surplus:write",
    refuses=[YearNotEnded, YearInWrongState, EarlierYearUnfinished], emits=[accounts_drawn_up, proposals.made],
    summary="Draw up a year's accounts: it is locked, and their approval is proposed (effect approve_accounts)",
)  # fmt: skip
withdraw = ledger.command(
    "withdraw_accounts", "POST /fiscal-years/{year}/withdrawal", returns=FiscalYearView, scope="surplus:write",
    status=200, refuses=[YearInWrongState], emits=[accounts_withdrawn],
    summary="Withdraw accounts that are drawn up but not approved: the year is open again",
)  # fmt: skip
seal = ledger.command(
    "seal_year", "POST /fiscal-years/{year}/seal", returns=FiscalYearView, scope="surplus:write", status=200,
    refuses=[YearInWrongState], emits=[year_sealed], summary="Seal a year whose accounts are approved, for good",
)  # fmt: skip
propose_surplus = ledger.command(
    "propose_surplus", "POST /surplus-proposals", body=NewSurplusProposal, returns=SurplusProposal,
    scope="surplus:write", refuses=[*_PROPOSING, SurplusRuleBroken, SurplusAllocated, NotFound],
    emits=[proposals.made],
    summary="Propose how the surplus is allocated (effect allocate_surplus), checked against law and statutes",
)  # fmt: skip
get_proposal = ledger.query(
    "get_surplus_proposal", "GET /surplus-proposals/{proposal_id}", returns=SurplusProposal, scope="surplus:read",
    summary="Show a proposal with everyone's part",
)  # fmt: skip
simulate = ledger.query(
    "simulate_surplus", "GET /surplus-simulations", returns=SurplusProposal, query=SimulationQuery, snapshot=True,
    scope="surplus:read", refuses=[*_PROPOSING, NotFound],
    summary="Show what other parameters would come to, lawful or not",
)  # fmt: skip
