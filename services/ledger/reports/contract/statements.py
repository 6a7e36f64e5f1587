"""The balance sheet and the income statement, with the year before beside them."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Amount, Day, QuerySchema, Schema
from services.commons.documents import PRODUCES, DocumentQuery
from services.ledger.contract import ledger


class StatementQuery(QuerySchema):
    """The day that is asked about (today if not said); the year before is shown as at its end."""

    as_of = Day(load_default=None)


class StatementDocument(StatementQuery, DocumentQuery):
    """The same, and how it is written."""


class AssetLine(Schema):
    """A line of the assets: what they were worth when they came, what is depreciated, and what is left."""

    line = fields.String()
    group = fields.String()
    label = fields.String()
    gross = Amount(signed=True)
    depreciation = Amount(signed=True)
    net = Amount(signed=True)
    before = Amount(signed=True)


class StatementLine(Schema):
    """A line of what stands against the assets, or of the income statement, and the year before."""

    line = fields.String()
    group = fields.String()
    label = fields.String()
    amount = Amount(signed=True)
    before = Amount(signed=True)


class StatementTotal(Schema):
    """What the lines of a group come to."""

    group = fields.String()
    label = fields.String()
    amount = Amount(signed=True)
    before = Amount(signed=True)


class BalanceSheet(Schema):
    """Assets and what stands against them on a day; both totals are the same."""

    as_of = fields.Date()
    before = fields.Date()
    assets = fields.List(fields.Nested(AssetLine))
    liabilities = fields.List(fields.Nested(StatementLine))
    groups = fields.List(fields.Nested(StatementTotal))
    total = Amount(signed=True)
    total_before = Amount(signed=True)


class IncomeStatement(Schema):
    """Products (above zero) and charges (below) from the first day of the fiscal year to the day, and the result."""

    since = fields.Date()
    until = fields.Date()
    before_since = fields.Date()
    before_until = fields.Date()
    lines = fields.List(fields.Nested(StatementLine))
    groups = fields.List(fields.Nested(StatementTotal))
    result = Amount(signed=True)
    result_before = Amount(signed=True)


balance_sheet = ledger.query(
    "get_balance_sheet", "GET /reports/balance-sheet", returns=BalanceSheet, query=StatementQuery, snapshot=True,
    scope="reports:read", summary="Show the balance sheet on a day",
)  # fmt: skip
balance_sheet_document = ledger.download(
    "write_balance_sheet", "GET /reports/balance-sheet/document", produces=PRODUCES, query=StatementDocument,
    scope="reports:read", summary="Write the balance sheet as PDF, CSV or spreadsheet",
)  # fmt: skip
income_statement = ledger.query(
    "get_income_statement", "GET /reports/income-statement", returns=IncomeStatement, query=StatementQuery,
    snapshot=True, scope="reports:read", summary="Show the income statement of a fiscal year until a day",
)  # fmt: skip
income_statement_document = ledger.download(
    "write_income_statement", "GET /reports/income-statement/document", produces=PRODUCES, query=StatementDocument,
    scope="reports:read", summary="Write the income statement as PDF, CSV or spreadsheet",
)  # fmt: skip
