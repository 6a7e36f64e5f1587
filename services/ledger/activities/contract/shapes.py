"""The shapes of what is told of an activity: revenue, expenses, pay."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Day, QuerySchema, Schema, Slug, Text
from services.ledger.journal.shapes import MOST_ATTACHMENTS, NewAttachment

MONEY_ACCOUNT = r"5[13]\d{0,10}\Z"  # banks and cash


class NewRevenue(Schema):
    """Revenue of an activity: the amount without VAT, the VAT on top, the day it was invoiced, its id elsewhere.

    ``received_on`` when it was paid already, as a whole.
    """

    amount = Amount(required=True)
    vat = Amount(zero=True, load_default=None, allow_none=True)
    date = Day(required=True)
    received_on = Day(load_default=None, allow_none=True)
    external_id = Text(most=80, required=True)


class Revenue(Schema):
    """Revenue of an activity, with the entry that booked it."""

    id = fields.String()
    activity_id = fields.String()
    external_id = fields.String()
    date = fields.Date()
    amount = Amount(signed=True)
    vat = Amount(signed=True)
    entry = fields.String()
    invoice_id = fields.String(allow_none=True)
    received_on = fields.Date(allow_none=True)
    cancelled_on = fields.Date(allow_none=True)


class NewReceipt(Schema):
    """The day on which the revenue was paid, and into which account."""

    date = Day(required=True)
    account = Text(most=12, load_default="512", validate=validate.Regexp(MONEY_ACCOUNT))


class NewSettlement(NewReceipt):
    """The day on which the supplier was paid, from which account, and the reference there."""

    reference = Text(most=80, load_default=None, allow_none=True)


class NewCancellation(Schema):
    """The day of the counter-entry (today if not said)."""

    date = Day(load_default=None, allow_none=True)


class NewExpense(Schema):
    """An expense of an activity: without VAT, the deductible VAT on top, its account of class 6.

    It is owed to ``supplier`` (401), or was ``paid_from`` an account of money.
    """

    amount = Amount(required=True)
    vat = Amount(zero=True, load_default=None, allow_none=True)
    date = Day(required=True)
    account = Text(most=12, required=True, validate=validate.Regexp(r"6\d{1,11}\Z"))
    supplier = Slug(load_default=None, allow_none=True)
    paid_from = Text(most=12, load_default=None, allow_none=True, validate=validate.Regexp(MONEY_ACCOUNT))
    external_id = Text(most=80, required=True)
    attachments = fields.List(
        fields.Nested(NewAttachment), load_default=list, validate=validate.Length(max=MOST_ATTACHMENTS)
    )


class Expense(Schema):
    """An expense of an activity, with the entry that booked it."""

    id = fields.String()
    activity_id = fields.String()
    external_id = fields.String()
    date = fields.Date()
    amount = Amount()
    vat = Amount(zero=True)
    account = fields.String()
    supplier = fields.String(allow_none=True)
    paid_from = fields.String(allow_none=True)
    attachments = fields.List(fields.Nested(NewAttachment))
    settled_on = fields.Date(allow_none=True)
    entry = fields.String()
    cancelled_on = fields.Date(allow_none=True)


class PayrollEntry(Schema):
    """A person's pay of a month that an activity bears, with the entry that booked it."""

    id = fields.String()
    month = fields.String()
    activity_id = fields.String()
    person_id = fields.String()
    gross = Amount()
    employer_charges = Amount(zero=True)
    employee_charges = Amount(zero=True)
    income_tax = Amount(zero=True)
    net = Amount(zero=True)
    entry = fields.String()
    cancelled_on = fields.Date(allow_none=True)


class ToldQuery(QuerySchema):
    """Which facts: of an activity, between two days."""

    activity_id = Text(most=60, load_default=None)
    since = Day(load_default=None)
    until = Day(load_default=None)
