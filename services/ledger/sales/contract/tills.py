"""The closing of a till: what it took by means of payment, what it sold by rate of VAT, and the entry of it."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Day, QuerySchema, Schema, Slug, Text
from services.commons.rulebook.founding import BeforeFounding
from services.ledger.contract import ledger
from services.ledger.journal.contract import POSTING_REFUSALS

from .refusals import (
    SaleInWrongCurrency,
    TillClosingCorrected,
    TillClosingDiffers,
    TillDiffersFromSales,
    TillUnbalanced,
    TillWithoutAuxiliary,
    UnknownTillClosing,
    UnknownVatRate,
    VatLinesDiffer,
)
from .shapes import VatLine

MEANS = ("cash", "card", "cheque", "meal_voucher", "transfer", "member_account", "voucher")


class Taking(Schema):
    """What was taken by one means of payment; ``account`` where the usual one of the means does not fit."""

    means = fields.String(required=True, validate=validate.OneOf(MEANS))
    amount = Amount(signed=True, required=True)
    account = Text(most=12, load_default=None, allow_none=True, validate=validate.Regexp(r"(5[138]|4[1-6])\d*\Z"))
    auxiliary = Text(most=60, load_default=None, allow_none=True)


class Turnover(VatLine):
    """What was sold under one rate of VAT, and the revenue account that it goes to."""

    account = Text(most=12, load_default="707", validate=validate.Regexp(r"70\d*\Z"))


class NewTillClosing(Schema):
    """A till at the end of a day or a session; takings less turnover with VAT is the ``cash_difference`` found.

    ``corrects`` is the id of a wrong closing: its entry is undone and this one stands in its place. ``booked_on`` is
    the entries' day where the till's own is closed for postings.
    """

    external_id = Text(most=80, required=True)
    register = Slug(required=True)
    date = Day(required=True)
    takings = fields.List(fields.Nested(Taking), required=True, validate=validate.Length(min=1, max=60))
    turnover = fields.List(fields.Nested(Turnover), required=True, validate=validate.Length(min=1, max=30))
    cash_difference = Amount(signed=True, load_default=None, allow_none=True)
    establishment = Text(most=60, load_default=None, allow_none=True)
    working_group = Text(most=60, load_default=None, allow_none=True)
    corrects = Text(most=60, load_default=None, allow_none=True)
    booked_on = Day(load_default=None, allow_none=True)


class RecordedSales(Schema):
    """The sales recorded of a till and day when it was closed; ``difference`` is the turnover less them."""

    count = fields.Integer()
    total = Amount(signed=True)
    difference = Amount(signed=True)


class TillClosing(Schema):
    """A till's closing as it was booked."""

    id = fields.String()
    external_id = fields.String()
    register = fields.String()
    date = fields.Date()
    booked_on = fields.Date()
    takings = fields.List(fields.Nested(Taking))
    turnover = fields.List(fields.Nested(Turnover))
    taken = Amount(signed=True)
    sold = Amount(signed=True)
    vat = Amount(signed=True)
    cash_difference = Amount(signed=True)
    recorded_sales = fields.Nested(RecordedSales)
    establishment = fields.String(allow_none=True)
    working_group = fields.String(allow_none=True)
    entry = fields.String()
    corrects = fields.String(allow_none=True)
    corrected_by = fields.String(allow_none=True)
    undone_by = fields.String(allow_none=True)
    recorded_at = fields.AwareDateTime()


class ClosingsQuery(QuerySchema):
    """Which closings: of one till, between two days."""

    register = Text(most=60, load_default=None)
    since = Day(data_key="from", load_default=None)
    until = Day(data_key="to", load_default=None)


close_till = ledger.command(
    "close_till", "POST /till-closings", body=NewTillClosing, returns=TillClosing, scope="sales:write",
    refuses=[SaleInWrongCurrency, UnknownVatRate, VatLinesDiffer, TillUnbalanced, TillWithoutAuxiliary,
             TillDiffersFromSales, TillClosingDiffers, UnknownTillClosing, TillClosingCorrected, BeforeFounding,
             *POSTING_REFUSALS],
    summary="Close a till: its takings and its turnover become an entry, once for each external id",
)  # fmt: skip
get_till_closing = ledger.query(
    "get_till_closing", "GET /till-closings/{closing_id}", returns=TillClosing, scope="sales:read",
    refuses=[UnknownTillClosing], summary="Look at a till's closing",
)  # fmt: skip
list_till_closings = ledger.query(
    "list_till_closings", "GET /till-closings", returns=TillClosing, query=ClosingsQuery, paged=True,
    scope="sales:read", summary="List the closings of tills by day",
)  # fmt: skip
