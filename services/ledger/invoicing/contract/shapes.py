"""The shapes of invoices, credit notes and payments."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Count, Day, Flag, QuerySchema, Rate, Schema, Slug, Text
from services.ledger.activities.contract.shapes import MONEY_ACCOUNT

RATES = ("standard", "intermediate", "reduced", "particular", "exempt")
EXEMPTIONS = ("small_business", "training", "care", "export", "intra_community", "reverse_charge")
STATES = ("draft", "discarded", "open", "settled")
QUANTITY = r"[0-9]{1,9}(\.[0-9]{1,4})?\Z"


class NewInvoiceLine(Schema):
    """A line: what, how many, at which price without VAT (below zero: a discount), and its VAT.

    ``vat`` names the rate that the law of the day sets; ``exempt`` needs the ``exemption`` whose mention is printed.
    """

    description = Text(most=300, required=True)
    quantity = Text(most=14, load_default="1", validate=validate.Regexp(QUANTITY))
    unit_price = Amount(signed=True, required=True)
    vat = fields.String(required=True, validate=validate.OneOf(RATES))
    exemption = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(EXEMPTIONS))
    sells = fields.String(load_default="services", validate=validate.OneOf(["services", "goods"]))


class BillTo(Schema):
    """To whom the invoice is addressed, as it is printed."""

    name = Text(most=120, required=True)
    address = Text(most=300, load_default=None, allow_none=True)
    vat_number = Text(most=20, load_default=None, allow_none=True)


class NewInvoice(Schema):
    """A draft: the customer (an auxiliary), the lines, when it was supplied, in how many days it is due."""

    customer = Slug(required=True)
    bill_to = fields.Nested(BillTo, load_default=None, allow_none=True)
    reference = Text(most=80, load_default=None, allow_none=True)
    delivered_on = Day(load_default=None, allow_none=True)
    payment_days = Count(most=365, load_default=None, allow_none=True)
    lines = fields.List(fields.Nested(NewInvoiceLine), required=True, validate=validate.Length(min=1, max=100))


class Issue(Schema):
    """The day of the invoice (today if not said)."""

    date = Day(load_default=None, allow_none=True)


class CreditedLine(Schema):
    """A line of the invoice by its place, from 1, and how much of it is credited."""

    line = Count(least=1, most=100, required=True)
    quantity = Text(most=14, required=True, validate=validate.Regexp(QUANTITY))


class NewCreditNote(Schema):
    """Why an invoice is credited, and what of it: all that is left, if not said."""

    reason = Text(most=200, required=True)
    date = Day(load_default=None, allow_none=True)
    lines = fields.List(fields.Nested(CreditedLine), load_default=None, allow_none=True,
                        validate=validate.Length(min=1, max=100))  # fmt: skip


class InvoiceLine(NewInvoiceLine):
    """A line with its amount without VAT; that of a credit note names the ``line`` of the invoice."""

    line = fields.Integer()
    net = Amount(signed=True)


class VatBracket(Schema):
    """What falls under one rate, the VAT on it, and the mention of an exemption."""

    vat = fields.String()
    rate = Rate()
    base = Amount(signed=True)
    amount = Amount(signed=True)
    mention = fields.String(allow_none=True)


class Invoice(Schema):
    """An invoice or a credit note; ``number`` is given when it is issued, and nothing of it changes afterwards."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(["invoice", "credit_note"]))
    state = fields.String(validate=validate.OneOf(STATES))
    overdue = Flag()
    number = fields.String(allow_none=True)
    activity_id = fields.String()
    customer = fields.String()
    bill_to = fields.Nested(BillTo, allow_none=True)
    reference = fields.String(allow_none=True)
    issued_on = fields.Date(allow_none=True)
    delivered_on = fields.Date(allow_none=True)
    due_on = fields.Date(allow_none=True)
    payment_days = fields.Integer(allow_none=True)
    lines = fields.List(fields.Nested(InvoiceLine))
    vat_by_rate = fields.List(fields.Nested(VatBracket))
    net = Amount(signed=True)
    vat = Amount(signed=True)
    total = Amount(signed=True)
    paid = Amount(zero=True)
    set_off = Amount(zero=True)
    credited = Amount(zero=True)
    due = Amount(zero=True)
    credits = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    entry = fields.String(allow_none=True)


class NewInvoicePayment(Schema):
    """A payment: how much, when, into which account of money, and its reference there."""

    amount = Amount(required=True)
    date = Day(required=True)
    account = Text(most=12, load_default="512", validate=validate.Regexp(MONEY_ACCOUNT))
    reference = Text(most=80, load_default=None, allow_none=True)


class InvoicePayment(Schema):
    """A payment of an invoice (or what was paid back of a credit note), and what is due after it."""

    id = fields.String()
    invoice_id = fields.String()
    date = fields.Date()
    amount = Amount()
    account = fields.String()
    reference = fields.String(allow_none=True)
    entry = fields.String()
    cancelled_on = fields.Date(allow_none=True)
    due = Amount(zero=True)


class InvoicesQuery(QuerySchema):
    """Which invoices: in a state (``overdue``: open and past its day), of an activity or customer, by their days."""

    state = fields.String(load_default=None, validate=validate.OneOf([*STATES, "overdue"]))
    kind = fields.String(load_default=None, validate=validate.OneOf(["invoice", "credit_note"]))
    activity_id = Text(most=60, load_default=None)
    customer = Text(most=60, load_default=None)
    since = Day(load_default=None)
    until = Day(load_default=None)


class AgeingQuery(QuerySchema):
    """On which day lateness is counted (today if not said), and of which activity."""

    as_of = Day(load_default=None)
    activity_id = Text(most=60, load_default=None)


class Ageing(Schema):
    """What a customer owes, by how late it is."""

    customer = fields.String()
    not_due = Amount(zero=True)
    late_1_30 = Amount(zero=True)
    late_31_60 = Amount(zero=True)
    late_61_90 = Amount(zero=True)
    late_over_90 = Amount(zero=True)
    due = Amount(zero=True)


class InvoiceIssued(Schema):
    """An invoice or a credit note was issued; the subject is ``invoices/<invoice_id>``."""

    invoice_id = fields.String(required=True)
    kind = fields.String(required=True)
    activity_id = fields.String(required=True)
    number = fields.String(required=True)
    issued_on = Day(required=True)
    due_on = Day(required=True)
    total = Amount(required=True)
    credits = fields.String(required=True, allow_none=True)


class InvoicePaid(Schema):
    """An invoice was paid in whole or in part (or a payment cancelled); the subject is ``invoices/<invoice_id>``."""

    invoice_id = fields.String(required=True)
    activity_id = fields.String(required=True)
    paid = Amount(required=True, zero=True)
    due = Amount(required=True, zero=True)
