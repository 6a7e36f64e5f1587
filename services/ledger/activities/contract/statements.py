"""The shapes of what an activity has and had: treasury and statements."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Amount, Day, Flag, QuerySchema, Schema, Text
from services.commons.documents import DocumentQuery
from services.ledger.contributions.contract.shapes import Contribution


class Treasury(Schema):
    """What an activity has left: received, less what it paid and what it owes already; see how it is made up.

    ``available`` = ``earned`` + ``funded`` - ``expenses`` - ``wages`` - ``contributed`` - ``uncollected`` -
    ``invested``; below zero it is ``overdrawn``, which the others cover.
    """

    earned = Amount(signed=True)
    expenses = Amount(signed=True)
    wages = Amount(signed=True)
    contributed = Amount(signed=True)
    uncollected = Amount(signed=True)
    invested = Amount(signed=True)
    funded = Amount(signed=True)
    available = Amount(signed=True)
    overdrawn = Amount(zero=True)


class ActivityTreasury(Treasury):
    """The treasury of one activity on a day."""

    activity_id = fields.String()
    code = fields.String()
    establishment = fields.String()
    group_id = fields.String(allow_none=True)
    as_of = fields.Date()


class TreasuryQuery(QuerySchema):
    """On which day (everything recorded, if not said)."""

    as_of = Day(load_default=None)


class TreasuriesQuery(TreasuryQuery):
    """Whose treasuries: of an establishment, of a cooperation group, or only those overdrawn."""

    establishment = Text(most=40, load_default=None)
    group_id = Text(most=60, load_default=None)
    overdrawn = Flag(load_default=False)


class StatementQuery(QuerySchema):
    """The period of a statement, both days included."""

    since = Day(data_key="from", required=True)
    until = Day(data_key="to", required=True)


class StatementDocumentQuery(DocumentQuery):
    """The period of a statement, its format and language."""

    since = Day(data_key="from", required=True)
    until = Day(data_key="to", required=True)


class StatementLine(Schema):
    """What one account says in the period (credit positive)."""

    account = fields.String()
    label = fields.String()
    amount = Amount(signed=True)


class BalanceLine(Schema):
    """What stands on one account."""

    account = fields.String()
    label = fields.String()
    amount = Amount()


class SmallBalanceSheet(Schema):
    """What stands on the axis at the end of the period; the sides are equal.

    ``result`` is what was earned in all since the beginning. ``in_common`` closes the two sides: what the cooperative
    holds of it where a payment or a debt was booked without the axis (below zero: what it advanced).
    """

    assets = fields.List(fields.Nested(BalanceLine))
    liabilities = fields.List(fields.Nested(BalanceLine))
    result = Amount(signed=True)
    in_common = Amount(signed=True)


class MonthLine(Schema):
    """What a month earned, cost and contributed."""

    month = fields.String()
    revenue = Amount(signed=True)
    expenses = Amount(signed=True)
    contributed = Amount(signed=True)


class Statement(Schema):
    """A period: what was earned, what it cost (wages among it), what was contributed, what is left, what stands."""

    since = fields.Date(data_key="from")
    until = fields.Date(data_key="to")
    revenue = Amount(signed=True)
    expenses = Amount(signed=True)
    wages = Amount(signed=True)
    contributed = Amount(signed=True)
    result = Amount(signed=True)
    accounts = fields.List(fields.Nested(StatementLine))
    contributions = fields.List(fields.Nested(Contribution))
    months = fields.List(fields.Nested(MonthLine))
    balance_sheet = fields.Nested(SmallBalanceSheet)
    treasury = fields.Nested(Treasury)


class ActivityStatement(Statement):
    """An activity's period: what it earned, what it cost, what it contributed, and what is left."""

    activity_id = fields.String()
    code = fields.String()
    establishment = fields.String()


class GroupStatement(Statement):
    """The period of a cooperation group: of all its activities together."""

    group_id = fields.String()
    activities = fields.List(fields.String())


class EstablishmentStatement(Statement):
    """The period of an establishment: of all its activities together."""

    establishment = fields.String()
    activities = fields.List(fields.String())
