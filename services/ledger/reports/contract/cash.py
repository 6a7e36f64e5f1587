"""What is in banks and tills, and how it came to be."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Amount, Day, QuerySchema, Schema
from services.commons.documents import PRODUCES, DocumentQuery
from services.ledger.contract import ledger


class CashQuery(QuerySchema):
    """The day that is asked about (today if not said)."""

    as_of = Day(load_default=None)


class CashDocument(CashQuery, DocumentQuery):
    """The same, and how it is written."""


class CashAccount(Schema):
    """A bank account or till: what was there when the fiscal year began, what came and went since, what is there."""

    account = fields.String()
    label = fields.String()
    opening = Amount(signed=True)
    received = Amount(zero=True)
    paid = Amount(zero=True)
    balance = Amount(signed=True)


class CashMonth(Schema):
    """What was there at the end of a month, all accounts together (on the day itself in the last one)."""

    month = fields.String()
    balance = Amount(signed=True)


class CashPosition(Schema):
    """Money on a day by account, beside what customers owe and what is owed to suppliers, and twelve months of it."""

    as_of = fields.Date()
    since = fields.Date()
    accounts = fields.List(fields.Nested(CashAccount))
    balance = Amount(signed=True)
    receivable = Amount(signed=True)
    payable = Amount(signed=True)
    months = fields.List(fields.Nested(CashMonth))


cash_position = ledger.query(
    "get_cash_position", "GET /reports/cash-position", returns=CashPosition, query=CashQuery, snapshot=True,
    scope="reports:read", summary="Show the cash position on a day",
)  # fmt: skip
cash_position_document = ledger.download(
    "write_cash_position", "GET /reports/cash-position/document", produces=PRODUCES, query=CashDocument,
    scope="reports:read", summary="Write the cash position as PDF, CSV or spreadsheet",
)  # fmt: skip
