"""What a proposal asks for, and how a split of a surplus is shown."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Flag, QuerySchema, Rate, Schema, Text
from services.commons.documents import DocumentQuery

# What may be asked for instead of what the statutes say; which regime knows which part is checked with the books.
PARTS = (
    "reserves", "labour_share", "interest", "refunds", "legal_reserve", "statutory_reserve", "community", "salary",
    "hours", "equal",
)  # fmt: skip
PART_KINDS = ("labour_share", "interest", "refunds", "gifts")


class Parameters(Schema):
    """What a proposal asks for instead of what the statutes say, as fractions.

    Worker cooperatives: ``reserves``, ``labour_share`` and ``interest`` of the surplus, and the weights of the labour
    keys. Cooperatives of collective interest: ``statutory_reserve`` of what the legal reserve leaves, ``interest`` of
    the surplus without public subsidies. Consumer cooperatives: ``refunds`` of the lawful maximum, ``interest`` of the
    surplus. All: ``legal_reserve`` of the surplus; the last two: ``community`` of the surplus, given to causes.
    """

    reserves = Rate()
    labour_share = Rate()
    interest = Rate()
    refunds = Rate()
    legal_reserve = Rate()
    statutory_reserve = Rate()
    community = Rate()
    salary = Rate()
    hours = Rate()
    equal = Rate()


class Cause(Schema):
    """A cause that gets a part of what is given: its auxiliary, and its weight beside the others."""

    auxiliary = Text(most=60, required=True)
    weight = Rate(load_default="1")


class NewSurplusProposal(Schema):
    """The fiscal year whose surplus is allocated, what to ask for if not what the statutes say, and the causes."""

    year = fields.Integer(required=True, strict=True, validate=validate.Range(min=1800, max=9999))
    parameters = fields.Nested(Parameters, load_default=dict)
    causes = fields.List(fields.Nested(Cause), load_default=list, validate=validate.Length(max=100))


class SimulationQuery(QuerySchema):
    """The same as a proposal, but nothing comes of it."""

    year = fields.Integer(required=True, validate=validate.Range(min=1800, max=9999))
    reserves = Rate()
    labour_share = Rate()
    interest = Rate()
    refunds = Rate()
    legal_reserve = Rate()
    statutory_reserve = Rate()
    community = Rate()
    salary = Rate()
    hours = Rate()
    equal = Rate()


class ComparisonQuery(QuerySchema):
    """Up to ten variants of one year's allocation beside that of the statutes.

    ``variants`` is written ``thirds:labour_share=1/3,interest=1/3;half:labour_share=1/2,interest=1/4``.
    """

    year = fields.Integer(required=True, validate=validate.Range(min=1800, max=9999))
    variants = Text(most=2000, load_default=None)


class ComparisonDocumentQuery(DocumentQuery):
    """A comparison, and how it is written."""

    year = fields.Integer(required=True, validate=validate.Range(min=1800, max=9999))
    variants = Text(most=2000, load_default=None)


class LimitView(Schema):
    """A limit: what the proposal comes to, what the rule requires, where it is written, whether it holds."""

    rule = fields.String()
    value = Amount(signed=True)
    side = fields.String(validate=validate.OneOf(["at_least", "at_most", "exactly"]))
    bound = Amount(signed=True)
    source = fields.String()
    holds = Flag()


class EmployeePart(Schema):
    """An employee's part of the labour share, whether a member or not: its weight by the keys, times the coefficient.
    """

    person_id = fields.String()
    member_id = fields.String(allow_none=True)
    amount = Amount(zero=True)
    weight = Rate()
    coefficient = Rate()


class MemberPart(Schema):
    """A member's part of the interest (weight: cents times days) or of the refunds (weight: cents of purchases)."""

    member_id = fields.String()
    amount = Amount(zero=True)
    weight = Rate()


class Gift(Schema):
    """What a cause gets."""

    auxiliary = fields.String()
    amount = Amount(zero=True)
    weight = Rate()


class SurplusParts(Schema):
    """The parts of the surplus that its regime knows; they sum to it."""

    legal_reserve = Amount(zero=True)
    development_fund = Amount(zero=True)
    statutory_reserve = Amount(zero=True)
    labour_share = Amount(zero=True)
    interest = Amount(zero=True)
    refunds = Amount(zero=True)
    community = Amount(zero=True)
    other_reserves = Amount(zero=True)


class PersonCounts(Schema):
    """How many have a part of each kind."""

    labour_share = fields.Integer()
    interest = fields.Integer()
    refunds = fields.Integer()
    gifts = fields.Integer()


class SurplusProposal(Schema):
    """A surplus split: the parts, everyone's part, and every limit; a simulation has no id.

    Of each kind the first thousand persons are shown, by id; the list of persons has them all. ``provided`` is the
    labour share that the year booked already under a participation agreement: the surplus is the one before it.
    """

    id = fields.String(allow_none=True)
    digest = fields.String(allow_none=True)
    year = fields.Integer()
    regime = fields.String()
    surplus = Amount()
    losses_brought_forward = Amount(zero=True)
    provided = Amount(zero=True)
    parts = fields.Nested(SurplusParts)
    limits = fields.List(fields.Nested(LimitView))
    persons = fields.Nested(PersonCounts)
    employees = fields.List(fields.Nested(EmployeePart))
    interest = fields.List(fields.Nested(MemberPart))
    refunds = fields.List(fields.Nested(MemberPart))
    gifts = fields.List(fields.Nested(Gift))


class PersonsQuery(QuerySchema):
    """Which part of the surplus."""

    part = fields.String(load_default="labour_share", validate=validate.OneOf(PART_KINDS))


class PersonPart(Schema):
    """What one person, or a cause, gets of one part of the surplus."""

    part = fields.String(validate=validate.OneOf(PART_KINDS))
    auxiliary = fields.String()
    member_id = fields.String(allow_none=True)
    amount = Amount(zero=True)
    weight = Rate()
    coefficient = Rate()


class AllocationView(Schema):
    """A surplus that was allocated: by which resolution, out of which proposal, in which entries."""

    year = fields.Integer()
    proposal_id = fields.String()
    resolution_id = fields.String()
    entry = fields.String()
    last_entry = fields.String()
    # The first counter-entry, when the resolution was annulled.
    reversed_by = fields.String(allow_none=True)
    recorded_at = fields.AwareDateTime()


class Variant(Schema):
    """One variant: its parts, the limits that it was held against, and whether they all hold."""

    name = fields.String()
    lawful = Flag()
    parts = fields.Nested(SurplusParts)
    limits = fields.List(fields.Nested(LimitView))


class Comparison(Schema):
    """Several ways to allocate the surplus of one year, that of the statutes first."""

    year = fields.Integer()
    regime = fields.String()
    surplus = Amount()
    variants = fields.List(fields.Nested(Variant))
