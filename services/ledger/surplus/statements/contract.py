"""The statement of one person: each part of the surplus that is theirs, reckoned step by step."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Rate, Schema
from services.commons.documents import PRODUCES, DocumentQuery
from services.ledger.contract import ledger

PARTS = ("labour_share", "interest", "refunds", "gift")


class StatementPart(Schema):
    """One part: base × weight × coefficient / weights in all = exact, rounded to the cent by the largest remainder.

    ``key`` says what the weight measures: the keys of the labour share and their weights, ``capital_days`` (cents paid
    up times days) or ``purchases`` (cents). ``exact`` and ``rounding`` are in the currency's unit.
    """

    part = fields.String(validate=validate.OneOf(PARTS))
    base = Amount()
    persons = fields.Integer()
    key = fields.String()
    weight = Rate()
    coefficient = Rate()
    weights_in_all = Rate()
    share = Rate()
    exact = Rate()
    rounding = Rate()
    amount = Amount(zero=True)
    account = fields.String()
    auxiliary = fields.String()
    article = fields.String()


class SurplusStatement(Schema):
    """What one person got of a year's surplus, by which resolution, and in which entry it is posted."""

    year = fields.Integer()
    person_id = fields.String()
    member_id = fields.String(allow_none=True)
    regime = fields.String()
    surplus = Amount()
    resolution_id = fields.String()
    allocated_on = fields.Date()
    entry = fields.String()
    parts = fields.List(fields.Nested(StatementPart))
    total = Amount(zero=True)


get_statement = ledger.query(
    "get_surplus_statement", "GET /surplus-statements/{year}/{person_id}", returns=SurplusStatement,
    scope="surplus:read", snapshot=True,
    summary="Show what a person got of a year's allocated surplus, and how it is reckoned",
)  # fmt: skip
statement_document = ledger.download(
    "get_surplus_statement_document", "GET /surplus-statements/{year}/{person_id}/document", produces=PRODUCES,
    query=DocumentQuery, scope="surplus:read", summary="Write a person's statement of the surplus, to be handed out",
)  # fmt: skip
