"""The trial balance, on any day."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Amount, Day, Flag, QuerySchema, Schema
from services.commons.documents import PRODUCES, DocumentQuery
from services.ledger.contract import ledger


class TrialBalanceQuery(QuerySchema):
    """The day that is asked about (today if not said), with or without the entries that close the result."""

    as_of = Day(load_default=None)
    before_closing = Flag(load_default=False)


class TrialBalanceDocument(TrialBalanceQuery, DocumentQuery):
    """The same, and how it is written."""


class AccountBalance(Schema):
    """One account: what was debited and credited until the day, and the balance (debit positive)."""

    account = fields.String()
    label = fields.String()
    debit = Amount(zero=True)
    credit = Amount(zero=True)
    balance = Amount(signed=True)


class TrialBalance(Schema):
    """Every account that moved, and totals that are equal; ``digest`` names this state of the books."""

    as_of = fields.Date()
    accounts = fields.List(fields.Nested(AccountBalance))
    debit = Amount(zero=True)
    credit = Amount(zero=True)
    digest = fields.String()


trial_balance = ledger.query(
    "get_trial_balance", "GET /reports/trial-balance", returns=TrialBalance, query=TrialBalanceQuery, snapshot=True,
    scope="reports:read", summary="Show the trial balance on a day",
)  # fmt: skip
trial_balance_document = ledger.download(
    "write_trial_balance", "GET /reports/trial-balance/document", produces=PRODUCES, query=TrialBalanceDocument,
    scope="reports:read", summary="Write the trial balance as PDF, CSV or spreadsheet",
)  # fmt: skip
