"""What each source of funding brought in over time."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Day, QuerySchema, Schema
from services.commons.documents import PRODUCES, DocumentQuery
from services.ledger.contract import ledger


class FundingQuery(QuerySchema):
    """The period of the table, and whether its columns are years or months; the last five years if not said."""

    since = Day(data_key="from", load_default=None)
    until = Day(data_key="to", load_default=None)
    by = fields.String(load_default="year", validate=validate.OneOf(["year", "month"]))


class FundingDocumentQuery(DocumentQuery, FundingQuery):
    """The period of the table, and how it is written."""


class FundingRow(Schema):
    """What one source brought in: money received in each column, in all, and what of it is owed or awaited at the end.

    ``owed`` is what of loans is still to be paid back, ``awaited`` what of subsidies is still to come.
    """

    kind = fields.String()
    source = fields.String(allow_none=True)
    label = fields.String()
    amounts = fields.List(Amount(signed=True))
    total = Amount(signed=True)
    owed = Amount(zero=True)
    awaited = Amount(zero=True)


class SubsidyTotal(Schema):
    """What funders of one level granted in three years ending with the period, for who has to watch a ceiling."""

    kind = fields.String()
    granted = Amount(zero=True)


class FundingTable(Schema):
    """Sources by period."""

    since = fields.Date(data_key="from")
    until = fields.Date(data_key="to")
    columns = fields.List(fields.String())
    rows = fields.List(fields.Nested(FundingRow))
    totals = fields.List(Amount(signed=True))
    total = Amount(signed=True)
    subsidies_over_three_years = fields.List(fields.Nested(SubsidyTotal))


get_funding_report = ledger.query(
    "get_funding_report", "GET /reports/funding", returns=FundingTable, query=FundingQuery, scope="funding:read",
    snapshot=True, summary="Show what each source of funding brought in, by year or month",
)  # fmt: skip
get_funding_report_document = ledger.download(
    "get_funding_report_document", "GET /reports/funding/document", produces=PRODUCES, query=FundingDocumentQuery,
    scope="funding:read", summary="Write the table of funding as PDF, CSV or spreadsheet",
)  # fmt: skip
