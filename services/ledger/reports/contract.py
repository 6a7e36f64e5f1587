"""What the books come to: the trial balance, and the figures that the statutes disclose."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Amount, Day, QuerySchema, Schema
from services.ledger.contract import ledger


class DisclosurePublished(Schema):
    """A figure of the books that the statutes disclose to the federation."""

    figure = fields.String(required=True)
    value = fields.String(required=True)
    unit = fields.String(required=True)
    as_of = fields.Date(required=True)


disclosure_published = ledger.event("disclosure.published", DisclosurePublished, exportable=True)


class TrialBalanceQuery(QuerySchema):
    """The day that is asked about (today if not said), with or without the entries that close the result."""

    as_of = Day(load_default=None)
    before_closing = fields.Boolean(load_default=False)


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


class Figure(Schema):
    """A figure of the books, and whether the statutes disclose it."""

    figure = fields.String()
    value = fields.String()
    unit = fields.String()
    as_of = fields.Date()
    disclosed = fields.Boolean()


class Figures(Schema):
    """The figures that were told."""

    published = fields.List(fields.Nested(Figure))


trial_balance = ledger.query(
    "get_trial_balance", "GET /reports/trial-balance", returns=TrialBalance, query=TrialBalanceQuery, snapshot=True,
    scope="reports:read", summary="Show the trial balance on a day",
)  # fmt: skip
list_figures = ledger.query(
    "list_ledger_figures", "GET /figures/ledger", returns=Figures, scope="reports:read",
    summary="Show the figures of the books and which of them are disclosed",
)  # fmt: skip
publish_figures = ledger.command(
    "publish_ledger_figures", "POST /figures/disclosures", returns=Figures, scope="reports:write",
    emits=[disclosure_published], summary="Publish to the federation the figures that the statutes disclose",
)  # fmt: skip
