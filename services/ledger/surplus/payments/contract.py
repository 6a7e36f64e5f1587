"""Payments of what an allocation owes: labour shares, interest, refunds and gifts."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Day, Schema, Text
from services.commons.refusals import Refusal
from services.ledger.contract import ledger
from services.ledger.journal.refusals import POSTING_REFUSALS

KINDS = ("labour_share", "interest", "refund", "gift")


class MoreThanOwed(Refusal):
    """Nobody is paid more than what an allocation owes them."""

    code, status = "more_than_owed", 422
    sentence = "{auxiliary} is owed {owed} of {kind} on {on}; {amount} is more than that."


class AllocatedPayable(Schema):
    """What is owed to one person of one kind."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    auxiliary = fields.String()
    amount = Amount()
    due_on = fields.Date(allow_none=True)


class NewAllocatedPayment(Schema):
    """A payment of what is owed, whole or in part; ``account`` is the treasury account (default 512)."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    auxiliary = Text(most=60, required=True)
    amount = Amount(required=True)
    paid_on = Day(load_default=None, allow_none=True)
    account = Text(most=20, load_default="512", validate=validate.Regexp(r"5[13]\d*\Z"))
    reference = Text(most=80, load_default=None, allow_none=True)


class AllocatedPayment(Schema):
    """A payment, with the entry that booked it and what is left to pay."""

    kind = fields.String()
    auxiliary = fields.String()
    amount = Amount()
    paid_on = fields.Date()
    entry = fields.String()
    left = Amount(zero=True)


list_payables = ledger.query(
    "list_surplus_payables", "GET /surplus-payables", returns=AllocatedPayable, paged=True, scope="surplus:read",
    summary="List what allocations owe to persons and was not paid yet",
)  # fmt: skip
pay = ledger.command(
    "pay_surplus", "POST /surplus-payments", body=NewAllocatedPayment, returns=AllocatedPayment, scope="surplus:write",
    refuses=[MoreThanOwed, *POSTING_REFUSALS], summary="Book a payment of what an allocation owes, never beyond it",
)  # fmt: skip
