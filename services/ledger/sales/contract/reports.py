"""What was sold, month by month: to members and others, by channel and by rate of VAT."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Amount, Day, QuerySchema, Rate, Schema
from services.commons.documents import PRODUCES, DocumentQuery
from services.ledger.contract import ledger


class ReportQuery(QuerySchema):
    """The period of the report; this year until today if not said."""

    since = Day(data_key="from", load_default=None)
    until = Day(data_key="to", load_default=None)


class ReportDocumentQuery(DocumentQuery, ReportQuery):
    """The period of the report, and how the document is written."""


class SalesMonth(Schema):
    """What was sold in a month, VAT included."""

    month = fields.String()
    count = fields.Integer()
    total = Amount(signed=True)
    to_members = Amount(signed=True)
    to_others = Amount(signed=True)
    vat = Amount(signed=True)


class SalesChannel(Schema):
    """What was sold by one channel, VAT included."""

    channel = fields.String()
    count = fields.Integer()
    total = Amount(signed=True)


class SalesVatRate(Schema):
    """What was sold under one rate of VAT, as far as the sales tell it."""

    rate = Rate()
    net = Amount(signed=True)
    vat = Amount(signed=True)


class SalesReport(Schema):
    """The sales of a period; every month of it is there, sold in or not."""

    since = fields.Date(data_key="from")
    until = fields.Date(data_key="to")
    months = fields.List(fields.Nested(SalesMonth))
    channels = fields.List(fields.Nested(SalesChannel))
    vat_rates = fields.List(fields.Nested(SalesVatRate))
    count = fields.Integer()
    total = Amount(signed=True)
    to_members = Amount(signed=True)
    vat = Amount(signed=True)


report_sales = ledger.query(
    "get_sales_report", "GET /reports/sales", returns=SalesReport, query=ReportQuery, scope="sales:read",
    summary="Show the sales by month, channel and rate of VAT",
)  # fmt: skip
report_sales_document = ledger.download(
    "get_sales_report_document", "GET /reports/sales/document", produces=PRODUCES, query=ReportDocumentQuery,
    scope="sales:read", summary="Write the sales report as PDF, CSV or spreadsheet",
)  # fmt: skip
