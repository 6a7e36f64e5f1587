"""Activities of an activity-and-employment cooperative: their revenue, and the contribution to the cooperative."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Day, QuerySchema, Rate, Schema, Text
from services.commons.refusals import Refusal
from services.ledger.contract import ledger
from services.ledger.journal.contract import POSTING_REFUSALS


class UnknownActivity(Refusal):
    """The books know no such activity."""

    code, status = "unknown_activity", 404
    sentence = "The books know no activity {activity}."


class RevenueDiffers(Refusal):
    """The revenue of this external id was recorded before, with other values."""

    code, status = "revenue_differs", 409
    sentence = "Revenue {external_id} was recorded before with other values."


class PeriodsOverlap(Refusal):
    """Contributions are computed once for each day: periods may be repeated, never overlap."""

    code, status = "periods_overlap", 409
    sentence = "Contributions were computed from {since} to {until}, which overlaps what is asked."


class UnknownContributionBase(Refusal):
    """The bylaws name a base of contribution that these books do not compute."""

    code, status = "unknown_contribution_base", 409
    sentence = "The bylaws base contribution {rule} on {base}, {recognised}; these books compute turnover, invoiced."


class NewRevenue(Schema):
    """Revenue of an activity: the amount without VAT, the VAT on top, the day it was invoiced, its id elsewhere."""

    amount = Amount(required=True)
    vat = Amount(zero=True, load_default=None, allow_none=True)
    date = Day(required=True)
    external_id = Text(most=80, required=True)


class Revenue(Schema):
    """Revenue of an activity, with the entry that booked it."""

    id = fields.String()
    activity_id = fields.String()
    external_id = fields.String()
    date = fields.Date()
    amount = Amount()
    vat = Amount(zero=True)
    entry = fields.String()


class NewContributions(Schema):
    """The period, both days included, whose revenue contributes."""

    since = Day(required=True)
    until = Day(required=True)


class Contribution(Schema):
    """What an activity contributed under one rule for one period."""

    activity_id = fields.String()
    rule = fields.String()
    since = fields.Date()
    until = fields.Date()
    base = Amount(signed=True)
    rate = Rate(allow_none=True)
    amount = Amount(signed=True)
    article = fields.String()
    entry = fields.String()


class Contributions(Schema):
    """What a computation of contributions came to; asked again, it books only what was recorded since."""

    since = fields.Date()
    until = fields.Date()
    base = Amount(signed=True)
    amount = Amount(signed=True)
    booked = fields.Integer()
    unchanged = fields.Integer()


class StatementQuery(QuerySchema):
    """The period of a statement, both days included."""

    since = Day(data_key="from", required=True)
    until = Day(data_key="to", required=True)


class StatementLine(Schema):
    """What one account says of an activity in the period (credit positive)."""

    account = fields.String()
    label = fields.String()
    amount = Amount(signed=True)


class ActivityStatement(Schema):
    """An activity's period: what it earned, what it cost, what it contributed, and what is left."""

    activity_id = fields.String()
    code = fields.String()
    establishment = fields.String()
    since = fields.Date(data_key="from")
    until = fields.Date(data_key="to")
    revenue = Amount(signed=True)
    expenses = Amount(signed=True)
    contributed = Amount(signed=True)
    result = Amount(signed=True)
    accounts = fields.List(fields.Nested(StatementLine))
    contributions = fields.List(fields.Nested(Contribution))


class ActivityView(Schema):
    """An activity as the books know it."""

    id = fields.String()
    code = fields.String()
    establishment = fields.String()
    opened_on = fields.Date()


class RevenueImport(QuerySchema):
    """How a file of revenue is taken in."""

    dry_run = fields.Boolean(load_default=False)


class ContributionsQuery(QuerySchema):
    """Which contributions: all, or an activity's."""

    activity_id = Text(most=60, load_default=None, validate=validate.Regexp(r"\S+\Z"))


record_revenue = ledger.command(
    "record_revenue", "POST /activities/{activity_id}/revenues", body=NewRevenue, returns=Revenue,
    scope="contributions:write", refuses=[UnknownActivity, RevenueDiffers, *POSTING_REFUSALS],
    summary="Record an activity's revenue: D 411 / C 706, on the activity's axis",
)  # fmt: skip
import_revenues = ledger.job(
    "import_revenues", "POST /imports/revenues", accepts=("text/csv",), query=RevenueImport,
    scope="contributions:write", refuses=[UnknownActivity, RevenueDiffers, *POSTING_REFUSALS],
    summary="Record the revenue of many activities: CSV activity, date, amount, external_id[, vat]",
)  # fmt: skip
compute_contributions = ledger.command(
    "compute_contributions", "POST /contributions", body=NewContributions, returns=Contributions,
    scope="contributions:write", refuses=[PeriodsOverlap, UnknownContributionBase, *POSTING_REFUSALS],
    summary="Compute and book the contributions of a period: four legs on 186, 181, 181 and 187",
)  # fmt: skip
list_contributions = ledger.query(
    "list_contributions", "GET /contributions", returns=Contribution, query=ContributionsQuery, paged=True,
    scope="contributions:read", summary="List the contributions booked",
)  # fmt: skip
activity_statement = ledger.query(
    "get_activity_statement", "GET /activities/{activity_id}/statement", returns=ActivityStatement,
    query=StatementQuery, scope="contributions:read", refuses=[UnknownActivity],
    summary="Show what an activity earned, cost and contributed",
)  # fmt: skip
