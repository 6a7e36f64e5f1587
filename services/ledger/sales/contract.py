"""Sales per member: the base of refunds; older history than the cooperative is kept apart."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Amount, Day, QuerySchema, Schema, Text
from services.commons.refusals import Refusal
from services.commons.rulebook.founding import BeforeFounding
from services.ledger.contract import ledger


class UnknownBuyer(Refusal):
    """The sale names a member that the books do not know."""

    code, status = "unknown_buyer", 422
    sentence = "The books know no member {member}."


class SaleDiffers(Refusal):
    """The sale of this external id was recorded before, with other values."""

    code, status = "sale_differs", 409
    sentence = "Sale {external_id} was recorded before with other values."


class SaleInWrongCurrency(Refusal):
    """Sales are recorded in the currency of the books."""

    code, status = "sale_in_wrong_currency", 422
    sentence = "These books are kept in {kept}, not in {given}."


class NewSale(Schema):
    """A sale, or a return (below zero): its amount with VAT, and the member who bought (none: not a member)."""

    external_id = Text(most=80, required=True)
    member_id = Text(most=60, load_default=None, allow_none=True)
    date = Day(required=True)
    amount = Amount(signed=True, required=True)
    vat = Amount(signed=True, load_default=None, allow_none=True)


class Sale(Schema):
    """A sale as recorded."""

    external_id = fields.String()
    member_id = fields.String(allow_none=True)
    date = fields.Date()
    amount = Amount(signed=True)
    vat = Amount(signed=True)
    legacy = fields.Boolean()


class SalesImport(QuerySchema):
    """How a file of sales is taken in; ``legacy`` history is older than the cooperative and counts for nothing else."""

    legacy = fields.Boolean(load_default=False)
    dry_run = fields.Boolean(load_default=False)


class SummaryQuery(QuerySchema):
    """Which sales are summed: legacy ones or the cooperative's own, between two days if given."""

    legacy = fields.Boolean(load_default=False)
    since = Day(data_key="from", load_default=None)
    until = Day(data_key="to", load_default=None)


class SalesSummary(Schema):
    """How many sales there are and what they come to, those to members apart."""

    legacy = fields.Boolean()
    count = fields.Integer()
    total = Amount(signed=True)
    vat = Amount(signed=True)
    members_total = Amount(signed=True)
    buyers = fields.Integer()
    first = fields.Date(allow_none=True)
    last = fields.Date(allow_none=True)


record_sale = ledger.command(
    "record_sale", "POST /sales", body=NewSale, returns=Sale, scope="sales:write",
    refuses=[UnknownBuyer, SaleDiffers, SaleInWrongCurrency, BeforeFounding],
    summary="Record a sale, once for each external id",
)  # fmt: skip
import_sales = ledger.job(
    "import_sales", "POST /imports/sales", accepts=("text/csv",), query=SalesImport, scope="sales:write",
    refuses=[UnknownBuyer, SaleDiffers, BeforeFounding],
    summary="Record many sales: CSV external_id, member, date, amount[, vat]",
)  # fmt: skip
sales_summary = ledger.query(
    "get_sales_summary", "GET /sales/summary", returns=SalesSummary, query=SummaryQuery, scope="sales:read",
    summary="Sum the sales",
)  # fmt: skip
