"""What stands between a member and the cooperative: every line of the books that carries the member."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Amount, Day, QuerySchema, Schema
from services.commons.documents import PRODUCES, DocumentQuery
from services.commons.refusals import Refusal
from services.ledger.contract import ledger


class StatementTooLong(Refusal):
    """A statement of that many lines is no page that a person reads."""

    code, status = "statement_too_long", 422
    sentence = "The period has more than {most} lines: ask for a shorter one."


class PeriodReversed(Refusal):
    """A period ends after it begins."""

    code, status = "period_reversed", 422
    sentence = "The period ends on {until}, before it begins on {since}."


class MemberStatementQuery(QuerySchema):
    """The period, both days included; the running fiscal year until today if not said."""

    since = Day(load_default=None)
    until = Day(load_default=None)


class MemberStatementDocument(MemberStatementQuery, DocumentQuery):
    """The same, and how it is written."""


class MemberLine(Schema):
    """A line of an account that carries the member; ``balance`` is what the account stands at after it."""

    entry = fields.String()
    date = fields.Date()
    label = fields.String()
    reference = fields.String(allow_none=True)
    debit = Amount(allow_none=True)
    credit = Amount(allow_none=True)
    balance = Amount(signed=True)


class MemberAccount(Schema):
    """An account that carries the member; above zero, the member owes it."""

    account = fields.String()
    label = fields.String()
    opening = Amount(signed=True)
    lines = fields.List(fields.Nested(MemberLine))
    closing = Amount(signed=True)


class MemberStatement(Schema):
    """What a member holds and owes, and what the cooperative owes the member, over a period."""

    member_id = fields.String()
    since = fields.Date()
    until = fields.Date()
    shares = fields.Integer()
    paid_up = Amount(zero=True)
    owed_by_member = Amount(zero=True)
    owed_to_member = Amount(zero=True)
    accounts = fields.List(fields.Nested(MemberAccount))


member_statement = ledger.query(
    "get_member_statement", "GET /members/{member_id}/statement", returns=MemberStatement,
    query=MemberStatementQuery, snapshot=True, scope="reports:read", refuses=[StatementTooLong, PeriodReversed],
    summary="Show what stands between a member and the cooperative",
)  # fmt: skip
member_statement_document = ledger.download(
    "write_member_statement", "GET /members/{member_id}/statement/document", produces=PRODUCES,
    query=MemberStatementDocument, scope="reports:read", refuses=[StatementTooLong, PeriodReversed],
    summary="Write a member's statement as PDF, CSV or spreadsheet",
)  # fmt: skip
