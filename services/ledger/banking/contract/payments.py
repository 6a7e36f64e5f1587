"""SEPA: credit transfers for what the cooperative owes, direct debits for what it is owed."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Day, Flag, QuerySchema, Schema, Text
from services.commons.refusals import NotFound
from services.ledger.contract import ledger

from . import refusals as refused

KINDS = ("credit_transfer", "direct_debit")
STATES = ("draft", "approved", "sent", "executed", "cancelled")
MOST_ITEMS = 5_000


class OrderedItem(Schema):
    """An open item to be paid or collected, whole."""

    kind = Text(most=60, required=True)
    id = Text(most=60, required=True)


class NewPaymentOrder(Schema):
    """Which open items the bank is to pay (credit transfer) or collect (direct debit), and on which day.

    Either single ``items``, or all of some ``kinds`` that are due until that day and whose payee is known.
    """

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    bank_account = Text(most=60, required=True)
    execution_on = Day(required=True)
    items = fields.List(fields.Nested(OrderedItem), load_default=list, validate=validate.Length(max=MOST_ITEMS))
    kinds = fields.List(Text(most=60), load_default=list, validate=validate.Length(max=20))


class PaymentOrderItem(Schema):
    """One payment of an order; the IBAN is masked."""

    item_kind = fields.String()
    item_id = fields.String()
    auxiliary = fields.String()
    amount = Amount()
    end_to_end = fields.String()
    iban = fields.String()
    mandate = fields.String(allow_none=True)
    sequence = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(["live", "executed", "returned", "cancelled"]))


class PaymentOrder(Schema):
    """An order to the bank: draft → approved → sent → executed, or cancelled."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    bank_account = fields.String()
    execution_on = fields.Date()
    state = fields.String(validate=validate.OneOf(STATES))
    count = fields.Integer()
    total = Amount()
    made_at = fields.AwareDateTime()
    approved_at = fields.AwareDateTime(allow_none=True)
    sent_at = fields.AwareDateTime(allow_none=True)
    reason = fields.String(allow_none=True)


class PaymentOrderWithItems(PaymentOrder):
    """An order with the first 500 of its payments."""

    items = fields.List(fields.Nested(PaymentOrderItem))


class NewCancellation(Schema):
    """Why an order is cancelled."""

    reason = Text(most=200, required=True)


class NewMandate(Schema):
    """A mandate that a debtor signed; ``reference`` is its UMR, given out if not said."""

    auxiliary = Text(most=60, required=True)
    reference = Text(most=35, load_default=None, allow_none=True)
    scheme = fields.String(load_default="CORE", validate=validate.OneOf(["CORE", "B2B"]))
    kind = fields.String(load_default="recurrent", validate=validate.OneOf(["recurrent", "one_off"]))
    signed_on = Day(required=True)
    iban = Text(most=50, required=True)
    bic = Text(most=11, load_default=None, allow_none=True)
    name = Text(most=70, required=True)


class Mandate(Schema):
    """A mandate, and what its next collection is: FRST, RCUR, OOFF or FNAL (None: none may follow).

    It expires 36 months after it was last used.
    """

    id = fields.String()
    reference = fields.String()
    auxiliary = fields.String()
    scheme = fields.String()
    kind = fields.String()
    signed_on = fields.Date()
    iban = fields.String()
    last_used_on = fields.Date(allow_none=True)
    next_sequence = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(["active", "used_up", "expired", "revoked"]))


class NewRevocation(Schema):
    """When the mandate ends: at once, or with one last collection (``final``)."""

    final = Flag(load_default=False)


class OrdersQuery(QuerySchema):
    """Which orders: in a state, of a kind."""

    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    kind = fields.String(load_default=None, validate=validate.OneOf(KINDS))


class MandatesQuery(QuerySchema):
    """Which mandates: all, or one debtor's."""

    auxiliary = Text(most=60, load_default=None)


make_order = ledger.command(
    "make_payment_order", "POST /payment-orders", body=NewPaymentOrder, returns=PaymentOrderWithItems,
    scope="payments:write",
    refuses=[NotFound, refused.UnknownOpenItem, refused.OpenItemExceeded, refused.PaymentDetailsMissing,
             refused.SepaInEurosOnly, refused.ItemInLiveOrder, refused.NothingToOrder, refused.ExecutionDayRefused,
             refused.CreditorIdentifierMissing, refused.MandateUnusable],
    summary="Make an order of credit transfers or direct debits from open items",
)  # fmt: skip
approve_order = ledger.command(
    "approve_payment_order", "POST /payment-orders/{order_id}/approval", returns=PaymentOrder,
    scope="payments:approve", status=200,
    refuses=[refused.OrderState, refused.SecondPersonNeeded, refused.UnknownOpenItem, refused.OpenItemExceeded],
    summary="Approve an order that somebody else made",
)  # fmt: skip
mark_order_sent = ledger.command(
    "send_payment_order", "POST /payment-orders/{order_id}/sending", returns=PaymentOrder, scope="payments:write",
    status=200, refuses=[refused.OrderState], summary="Note that the file of an order was handed to the bank",
)  # fmt: skip
cancel_order = ledger.command(
    "cancel_payment_order", "POST /payment-orders/{order_id}/cancellation", body=NewCancellation,
    returns=PaymentOrder, scope="payments:write", status=200, refuses=[refused.OrderState],
    summary="Cancel an order; what it has not paid is free again",
)  # fmt: skip
list_orders = ledger.query(
    "list_payment_orders", "GET /payment-orders", returns=PaymentOrder, query=OrdersQuery, paged=True,
    scope="payments:read", summary="List the orders",
)  # fmt: skip
get_order = ledger.query(
    "get_payment_order", "GET /payment-orders/{order_id}", returns=PaymentOrderWithItems, scope="payments:read",
    summary="Look at an order and its payments",
)  # fmt: skip
order_file = ledger.download(
    "get_payment_order_file", "GET /payment-orders/{order_id}/file", produces=("application/xml",),
    scope="payments:write", refuses=[refused.OrderState, refused.PaymentDetailsMissing],
    summary="Download an approved order for the bank: pain.001 or pain.008, which hold names and IBANs",
)  # fmt: skip
record_mandate = ledger.command(
    "record_mandate", "POST /mandates", body=NewMandate, returns=Mandate, scope="payments:write",
    refuses=[refused.InvalidBankIdentifier, refused.UnknownParty, refused.PartyPseudonymised, refused.MandateExists],
    summary="Record a mandate to collect",
)  # fmt: skip
list_mandates = ledger.query(
    "list_mandates", "GET /mandates", returns=Mandate, query=MandatesQuery, paged=True, scope="payments:read",
    summary="List the mandates, with masked IBANs",
)  # fmt: skip
revoke_mandate = ledger.command(
    "revoke_mandate", "POST /mandates/{mandate_id}/revocation", body=NewRevocation, returns=Mandate,
    scope="payments:write", status=200, refuses=[refused.MandateUnusable],
    summary="End a mandate, at once or with its next collection",
)  # fmt: skip
