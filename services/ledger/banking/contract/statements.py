"""Statements: taken in once, whatever the format and however often."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Flag, QuerySchema, Schema, Text
from services.ledger.contract import ledger
from services.ledger.journal.contract import POSTING_REFUSALS

from . import refusals as refused
from .accounts import MappingText

FORMATS = ("camt", "cfonb", "ofx", "csv")
MEDIA = ("application/xml", "text/xml", "text/plain", "application/x-ofx", "text/csv", "application/octet-stream")
STATES = ("unmatched", "proposed", "matched", "ignored")


class StatementImport(QuerySchema):
    """How a statement is taken in.

    The format is recognised by the content unless it is said. ``bank_account`` is needed where the file does not name
    its account (CSV); ``mapping`` is a CsvMapping as JSON, in place of the one kept with the account.
    """

    format = fields.String(load_default=None, validate=validate.OneOf(FORMATS))
    bank_account = Text(most=60, load_default=None)
    mapping = MappingText(load_default=None)
    match = Flag(load_default=True)
    dry_run = Flag(load_default=False)


class BankStatement(Schema):
    """A statement as it was taken in; ``gap`` is what is missing between it and the ones before."""

    id = fields.String()
    bank_account = fields.String()
    format = fields.String(validate=validate.OneOf(FORMATS))
    number = fields.String(allow_none=True)
    opens_on = fields.Date()
    closes_on = fields.Date()
    opening = Amount(signed=True, allow_none=True)
    closing = Amount(signed=True, allow_none=True)
    lines = fields.Integer()
    gap = Amount(signed=True, allow_none=True)
    imported_at = fields.AwareDateTime()


class StatementsQuery(QuerySchema):
    """Which statements: of all bank accounts, or of one."""

    bank_account = Text(most=60, load_default=None)


class BankLinesQuery(QuerySchema):
    """Which lines: in a state, of a bank account, of a statement."""

    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    bank_account = Text(most=60, load_default=None)
    statement = Text(most=60, load_default=None)


class BankMatchView(Schema):
    """What a part of a bank line was matched with, and the line of the books that mirrors it."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(["open_item", "account", "book", "return"]))
    item_kind = fields.String(allow_none=True)
    item_id = fields.String(allow_none=True)
    rule = fields.String(allow_none=True)
    amount = Amount(signed=True)
    entry = fields.String()
    returned = Flag()
    made_at = fields.AwareDateTime()


class BankLine(Schema):
    """A movement at the bank: above zero what came in. Label and party are the bank's words; the IBAN is masked."""

    id = fields.String()
    bank_account = fields.String()
    booked_on = fields.Date()
    valued_on = fields.Date(allow_none=True)
    amount = Amount(signed=True)
    label = fields.String()
    reference = fields.String(allow_none=True)
    end_to_end = fields.List(fields.String())
    party = fields.String(allow_none=True)
    iban = fields.String(allow_none=True)
    returned = Flag()
    state = fields.String(validate=validate.OneOf(STATES))
    outstanding = Amount(signed=True)
    reason = fields.String(allow_none=True)
    matches = fields.List(fields.Nested(BankMatchView))


import_statement = ledger.job(
    "import_bank_statement", "POST /imports/bank-statements", accepts=MEDIA, query=StatementImport,
    scope="banking:write",
    refuses=[refused.UnreadableStatement, refused.HostileXml, refused.StatementTooLarge, refused.BalancesDoNotAdd,
             refused.UnknownBankAccount, refused.StatementOfAnotherAccount, refused.StatementInWrongCurrency,
             refused.MovementInFuture, refused.StatementGap, refused.CsvMappingMissing, *POSTING_REFUSALS],
    summary="Take in a bank statement: camt.053, CFONB 120, OFX or CSV; what is known is skipped",
)  # fmt: skip
list_statements = ledger.query(
    "list_bank_statements", "GET /bank-statements", returns=BankStatement, query=StatementsQuery, paged=True,
    scope="banking:read", summary="List the statements taken in",
)  # fmt: skip
list_lines = ledger.query(
    "list_bank_lines", "GET /bank-lines", returns=BankLine, query=BankLinesQuery, paged=True, scope="banking:read",
    summary="List bank lines in the order in which they came",
)  # fmt: skip
get_line = ledger.query(
    "get_bank_line", "GET /bank-lines/{line_id}", returns=BankLine, scope="banking:read",
    summary="Look at a bank line and what it was matched with",
)  # fmt: skip
