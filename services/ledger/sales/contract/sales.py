"""Sales and returns, one by one, many at once or from a file; households; what each member bought."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Day, Flag, QuerySchema, Schema, Slug, Text
from services.commons.rulebook.founding import BeforeFounding
from services.commons.sheets import LARGEST_BYTES, SHEET_REFUSALS, SHEET_TYPES, SheetQuery
from services.ledger.contract import ledger

from .refusals import (
    MemberTwiceInHousehold,
    ReturnExceedsSale,
    SaleAlreadyReversed,
    SaleDiffers,
    SaleInWrongCurrency,
    SaleToTwoBuyers,
    UnknownBuyer,
    UnknownHousehold,
    UnknownSale,
    UnknownVatRate,
    VatLinesDiffer,
)
from .shapes import VatLine

CHANNELS = ("till", "group_order", "web")
MOST_SALES = 1_000
SALE_REFUSALS = (
    UnknownBuyer, UnknownHousehold, SaleToTwoBuyers, SaleDiffers, SaleInWrongCurrency, UnknownVatRate, VatLinesDiffer,
    UnknownSale, ReturnExceedsSale, BeforeFounding,
)  # fmt: skip


class NewSale(Schema):
    """A sale, or a return (below zero): its amount with VAT, and the member or household who bought (none: nobody's).

    ``returns`` names the sale that goods came back of; ``register`` the till that sold.
    """

    external_id = Text(most=80, required=True)
    member_id = Text(most=60, load_default=None, allow_none=True)
    household = Slug(load_default=None, allow_none=True)
    date = Day(required=True)
    channel = fields.String(load_default="till", validate=validate.OneOf(CHANNELS))
    register = Slug(load_default=None, allow_none=True)
    amount = Amount(signed=True, required=True)
    vat = Amount(signed=True, load_default=None, allow_none=True)
    vat_lines = fields.List(fields.Nested(VatLine), load_default=list, validate=validate.Length(max=10))
    returns = Text(most=80, load_default=None, allow_none=True)


class Sale(Schema):
    """A sale as recorded."""

    external_id = fields.String()
    member_id = fields.String(allow_none=True)
    household = fields.String(allow_none=True)
    date = fields.Date()
    channel = fields.String()
    register = fields.String(allow_none=True)
    amount = Amount(signed=True)
    vat = Amount(signed=True)
    vat_lines = fields.List(fields.Nested(VatLine))
    returns = fields.String(allow_none=True)
    reverses = fields.String(allow_none=True)
    legacy = Flag()


class NewSales(Schema):
    """Up to 1,000 sales at once; each stands or falls by itself."""

    sales = fields.List(fields.Nested(NewSale), required=True, validate=validate.Length(min=1, max=MOST_SALES))


class SaleResult(Schema):
    """What became of one sale: recorded, known (recorded before with the same values) or refused."""

    index = fields.Integer()
    external_id = fields.String()
    outcome = fields.String(validate=validate.OneOf(["recorded", "known", "refused"]))
    problem = fields.Raw(allow_none=True)


class SalesBatch(Schema):
    """What became of the sales of a batch."""

    recorded = fields.Integer()
    known = fields.Integer()
    refused = fields.Integer()
    results = fields.List(fields.Nested(SaleResult))


class NewSaleReversal(Schema):
    """Undoes a sale recorded by mistake, by a row of its own; dated as the sale was if no day is given."""

    external_id = Text(most=80, required=True)
    reverses = Text(most=80, required=True)
    date = Day(load_default=None, allow_none=True)


class NewHousehold(Schema):
    """The members of a household, the holder first."""

    members = fields.List(Text(most=60), required=True, validate=validate.Length(min=1, max=20))


class Household(Schema):
    """A household as it is made up now; sales of before keep the version of their time."""

    id = fields.String()
    version = fields.Integer()
    members = fields.List(fields.String())


class SalesImport(SheetQuery):
    """How a file of sales is taken in; ``legacy`` history is older than the cooperative and counts for nothing else."""

    legacy = Flag(load_default=False)


class SummaryQuery(QuerySchema):
    """Which sales are summed: legacy ones or the cooperative's own, between two days if given."""

    legacy = Flag(load_default=False)
    since = Day(data_key="from", load_default=None)
    until = Day(data_key="to", load_default=None)


class SalesQuery(QuerySchema):
    """Which sales: legacy ones or the cooperative's own, of a member, a household or a till, between two days."""

    legacy = Flag(load_default=False)
    member_id = Text(most=60, load_default=None)
    household = Text(most=60, load_default=None)
    register = Text(most=60, load_default=None)
    since = Day(data_key="from", load_default=None)
    until = Day(data_key="to", load_default=None)


class BaseQuery(QuerySchema):
    """The period whose purchases are asked for, both days included."""

    since = Day(data_key="from", required=True)
    until = Day(data_key="to", required=True)


class SalesSummary(Schema):
    """How many sales there are and what they come to, those to members apart."""

    legacy = Flag()
    count = fields.Integer()
    total = Amount(signed=True)
    vat = Amount(signed=True)
    members_total = Amount(signed=True)
    buyers = fields.Integer()
    first = fields.Date(allow_none=True)
    last = fields.Date(allow_none=True)


class MemberPurchases(Schema):
    """What a member bought in a period, returns deducted and the part of a household included: the base of refunds."""

    member_id = fields.String()
    purchases = Amount(signed=True)


record_sale = ledger.command(
    "record_sale", "POST /sales", body=NewSale, returns=Sale, scope="sales:write", refuses=SALE_REFUSALS,
    summary="Record a sale, once for each external id",
)  # fmt: skip
record_sales = ledger.command(
    "record_sales", "POST /sales-batches", body=NewSales, returns=SalesBatch, scope="sales:write",
    refuses=SALE_REFUSALS, summary="Record up to 1,000 sales at once, with a verdict for each",
)  # fmt: skip
reverse_sale = ledger.command(
    "reverse_sale", "POST /sale-reversals", body=NewSaleReversal, returns=Sale, scope="sales:write",
    refuses=[UnknownSale, SaleAlreadyReversed, SaleDiffers, BeforeFounding],
    summary="Undo a sale that was recorded by mistake, once, by a row of its own",
)  # fmt: skip
import_sales = ledger.job(
    "import_sales", "POST /imports/sales", accepts=SHEET_TYPES, largest=LARGEST_BYTES, query=SalesImport,
    scope="sales:write", refuses=[*SALE_REFUSALS, *SHEET_REFUSALS],
    summary="Record many sales: CSV external_id, member, date, amount[, vat, vat_lines, household, channel, register, "
            "returns]; vat_lines as rate:net:vat joined by |",
)  # fmt: skip
list_sales = ledger.query(
    "list_sales", "GET /sales", returns=Sale, query=SalesQuery, paged=True, scope="sales:read",
    summary="List the sales by external id",
)  # fmt: skip
sales_summary = ledger.query(
    "get_sales_summary", "GET /sales/summary", returns=SalesSummary, query=SummaryQuery, scope="sales:read",
    summary="Sum the sales",
)  # fmt: skip
sales_by_member = ledger.query(
    "list_sales_by_member", "GET /sales/by-member", returns=MemberPurchases, query=BaseQuery, paged=True,
    scope="sales:read", summary="Show what each member bought in a period: the base of refunds",
)  # fmt: skip
put_household = ledger.command(
    "put_household", "PUT /households/{household_id}", body=NewHousehold, returns=Household, scope="sales:write",
    refuses=[UnknownBuyer, MemberTwiceInHousehold], summary="Say who buys as one household, the holder first",
)  # fmt: skip
get_household = ledger.query(
    "get_household", "GET /households/{household_id}", returns=Household, scope="sales:read",
    summary="Look at a household",
)  # fmt: skip
