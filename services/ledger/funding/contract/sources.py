"""The sources that money comes from; each is a value of the analytic axis ``funding_source``."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import QuerySchema, Schema, Slug, Text
from services.commons.refusals import Refusal
from services.ledger.contract import ledger

SUBSIDY_KINDS = ("subsidy_local", "subsidy_regional", "subsidy_state", "subsidy_european")
GIFT_KINDS = ("donation", "sponsorship")
LOAN_KINDS = ("member_loan", "bank_loan")
OTHER_KINDS = ("share_capital", "contributions", "dues")
KINDS = (*SUBSIDY_KINDS, *GIFT_KINDS, *LOAN_KINDS, *OTHER_KINDS)


class FundingSourceExists(Refusal):
    """A source of this name is registered already, as something else."""

    code, status = "funding_source_exists", 409
    sentence = "Funding source {source} is registered already, as {kind}."


class UnknownFundingSource(Refusal):
    """The source has to be registered first."""

    code, status = "unknown_funding_source", 422
    sentence = "There is no funding source {source}: register it first."


class FundingSourceOfOtherKind(Refusal):
    """The source is of another kind than what comes from it."""

    code, status = "funding_source_of_other_kind", 422
    sentence = "Funding source {source} is of the kind {kind}; this needs {needed}."


class NewFundingSource(Schema):
    """A source: its short name, its kind, and what readers call it (no name of a person)."""

    slug = Slug(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    label = Text(most=120, required=True)


class FundingSource(Schema):
    """A registered source."""

    slug = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    label = fields.String()
    since = fields.Date()


class SourcesQuery(QuerySchema):
    """Which sources: all, or those of one kind."""

    kind = fields.String(load_default=None, validate=validate.OneOf(KINDS))


add_funding_source = ledger.command(
    "add_funding_source", "POST /funding-sources", body=NewFundingSource, returns=FundingSource,
    scope="funding:write", refuses=[FundingSourceExists],
    summary="Register a source of funding, by which entry lines may be told apart",
)  # fmt: skip
list_funding_sources = ledger.query(
    "list_funding_sources", "GET /funding-sources", returns=FundingSource, query=SourcesQuery, paged=True,
    scope="funding:read", summary="List the sources of funding",
)  # fmt: skip
