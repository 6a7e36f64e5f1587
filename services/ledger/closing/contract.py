"""Months and years: open → closing → closed; drawn up → approved → sealed and carried over; reopened, with a reason."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Schema, Text
from services.commons.refusals import NotFound
from services.ledger.contract import ledger, proposals
from services.ledger.reports.contract import disclosure_published

from .refusals import (
    ChainBehind,
    EarlierYearUnfinished,
    MonthInWrongState,
    MonthNotEnded,
    YearInWrongState,
    YearLocked,
    YearNotEnded,
    YearsNotSealedInOrder,
)

YEAR_STATES = ("open", "drawn_up", "approved", "sealed")


class MonthView(Schema):
    """A month: ``closing`` takes entries from whoever may close months only, ``closed`` from nobody."""

    month = fields.String()
    state = fields.String(validate=validate.OneOf(["open", "closing", "closed"]))
    changed_at = fields.AwareDateTime()


class SealView(Schema):
    """The seal of a year: position and head of the chain of entries, and the digest of the balances carried over."""

    position = fields.Integer()
    head = fields.String()
    carried = fields.String(attribute="digest")
    sealed_at = fields.AwareDateTime(attribute="carried_at")


class FiscalYearView(Schema):
    """A fiscal year: open → drawn_up (locked until approved or withdrawn) → approved → sealed."""

    year = fields.Integer()
    starts_on = fields.Date()
    ends_on = fields.Date()
    state = fields.String(validate=validate.OneOf(YEAR_STATES))
    result = Amount(signed=True, allow_none=True)
    digest = fields.String(allow_none=True)
    seal = fields.Nested(SealView, allow_none=True)


class DrawnUp(FiscalYearView):
    """A year whose accounts are drawn up, and the proposal on which an assembly approves them."""

    losses_brought_forward = Amount(zero=True)
    surplus = Amount(signed=True)
    proposal_id = fields.String()
    proposal_digest = fields.String()


class NewReopening(Schema):
    """Why something closed is opened again; no names of persons."""

    reason = Text(most=500, required=True)


class ReopeningView(Schema):
    """A period that was opened again: who did it, when and why."""

    number = fields.Integer()
    kind = fields.String(validate=validate.OneOf(["month", "fiscal_year"]))
    period = fields.String()
    reason = fields.String()
    actor = fields.String()
    reopened_at = fields.AwareDateTime()


class CarriedBalanceView(Schema):
    """What an account and auxiliary stand at when a sealed year ends, and all that moved them until then."""

    account = fields.String()
    auxiliary = fields.String(allow_none=True)
    debit = Amount(zero=True)
    credit = Amount(zero=True)
    balance = Amount(signed=True)


class MonthEvent(Schema):
    """A month was closed; ``position`` and ``head`` are the end of the chain of entries (0 while it is empty)."""

    month = fields.String(required=True)
    position = fields.Integer(required=True)
    head = fields.String(required=True)


class MonthReopened(Schema):
    """A month was opened again; why stands in the list of reopenings, under ``number``."""

    month = fields.String(required=True)
    number = fields.Integer(required=True)


class AccountsEvent(Schema):
    """A fiscal year's accounts took a step; ``digest`` names the trial balance that they rest on."""

    year = fields.Integer(required=True)
    result = Amount(signed=True, required=True)
    digest = fields.String(required=True)
    resolution_id = fields.String(load_default=None, allow_none=True)


class YearSealed(AccountsEvent):
    """A year was sealed: the end of the chain of entries, and the digest of the balances carried over."""

    position = fields.Integer(required=True)
    head = fields.String(required=True)
    carried = fields.String(required=True)


month_closed = ledger.event("month.closed", MonthEvent)
month_reopened = ledger.event("month.reopened", MonthReopened)
accounts_drawn_up = ledger.event("accounts.drawn_up", AccountsEvent, summary="A year's accounts are drawn up")
accounts_withdrawn = ledger.event("accounts.withdrawn", AccountsEvent, summary="Drawn-up accounts are opened again")
accounts_approved = ledger.event("accounts.approved", AccountsEvent, summary="An assembly approved a year's accounts")
accounts_approval_annulled = ledger.event(
    "accounts.approval_annulled", AccountsEvent, summary="The approval of a year's accounts was annulled"
)
year_sealed = ledger.event("year.sealed", YearSealed, summary="A fiscal year is sealed for good, with the chain's head")

list_months = ledger.query(
    "list_months", "GET /months", returns=MonthView, paged=True, scope="entries:read",
    summary="List the months that were locked, closed or opened again; those before a closed one are closed too",
)  # fmt: skip
lock_month = ledger.command(
    "lock_month", "POST /months/{month}/lock", returns=MonthView, scope="entries:close", status=200,
    refuses=[MonthNotEnded, MonthInWrongState],
    summary="Begin to close a month and those before it: only who may close months still posts in them",
)  # fmt: skip
close_month = ledger.command(
    "close_month", "POST /months/{month}/closing", returns=MonthView, scope="entries:close", status=200,
    refuses=[MonthNotEnded, ChainBehind], emits=[month_closed, disclosure_published],
    summary="Close a month, such as 2026-03, and those before it for further postings",
)  # fmt: skip
reopen_month = ledger.command(
    "reopen_month", "POST /months/{month}/reopening", body=NewReopening, returns=ReopeningView, scope="entries:close",
    refuses=[MonthInWrongState, YearLocked], emits=[month_reopened],
    summary="Open a month again, as an exception that is logged with its reason",
)  # fmt: skip
list_reopenings = ledger.query(
    "list_reopenings", "GET /reopenings", returns=ReopeningView, paged=True, scope="entries:read",
    summary="List the months and years that were opened again, by whom and why",
)  # fmt: skip
list_fiscal_years = ledger.query(
    "list_fiscal_years", "GET /fiscal-years", returns=FiscalYearView, paged=True, scope="entries:read",
    summary="List the fiscal years that were posted in, and their states",
)  # fmt: skip
draw_up = ledger.command(
    "draw_up_accounts", "POST /fiscal-years/{year}/accounts", returns=DrawnUp, scope="surplus:write",
    refuses=[YearNotEnded, YearInWrongState, EarlierYearUnfinished], emits=[accounts_drawn_up, proposals.made],
    summary="Draw up a year's accounts: it is locked, and their approval is proposed (effect approve_accounts)",
)  # fmt: skip
withdraw = ledger.command(
    "withdraw_accounts", "POST /fiscal-years/{year}/withdrawal", body=NewReopening, returns=FiscalYearView,
    scope="surplus:write", status=200, refuses=[YearInWrongState], emits=[accounts_withdrawn, proposals.withdrawn],
    summary="Withdraw accounts that are drawn up but not approved: the year is open again, and that is logged",
)  # fmt: skip
seal = ledger.command(
    "seal_year", "POST /fiscal-years/{year}/seal", returns=FiscalYearView, scope="surplus:write", status=200,
    refuses=[YearInWrongState, YearsNotSealedInOrder, ChainBehind], emits=[year_sealed, disclosure_published],
    summary="Seal a year whose accounts are approved, for good, and carry its balances over",
)  # fmt: skip
list_carried_balances = ledger.query(
    "list_carried_balances", "GET /fiscal-years/{year}/carried-balances", returns=CarriedBalanceView, paged=True,
    scope="reports:read", refuses=[YearInWrongState, NotFound],
    summary="List the balances that a sealed year carried into the next one",
)  # fmt: skip
