"""A cooperative arrives with its old books: their FEC is taken over, a year at a time, the oldest first."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Day, Flag, QuerySchema, Schema, Text
from services.commons.refusals import NotFound
from services.ledger.closing.contract import FiscalYearView, accounts_approved
from services.ledger.closing.refusals import EarlierYearUnfinished, YearInWrongState, YearNotEnded
from services.ledger.contract import ledger
from services.ledger.journal.refusals import POSTING_REFUSALS

from .refusals import (
    ArrivalsOverlap,
    FecNotMapped,
    LaterOpening,
    NothingArrived,
    OpeningDiffers,
    UnknownOurs,
    UnreadableFec,
)

KINDS = ("journal", "account", "auxiliary")


class FecImport(QuerySchema):
    """How a FEC is taken over; a dry run says what would be made, and leaves nothing."""

    dry_run = Flag(load_default=False)


class Code(Schema):
    """A code of the old books, and the journal, account or auxiliary that it is here."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    code = Text(most=60, required=True)
    ours = Text(most=60, required=True)


class NewCodes(Schema):
    """What some codes of the old books are here; said again, the later word counts for the next file."""

    codes = fields.List(fields.Nested(Code), required=True, validate=validate.Length(min=1, max=2_000))


class CodesQuery(QuerySchema):
    """Which codes: all, or those of a kind."""

    kind = fields.String(load_default=None, validate=validate.OneOf(KINDS))


class Codes(Schema):
    """How many codes were said."""

    count = fields.Integer()


class ArrivalView(Schema):
    """A FEC that was taken over: what it covers, what it comes to, and what was noticed.

    ``opening``: the entries that open its year were posted, or the books held those balances already (carried).
    """

    id = fields.String()
    first_day = fields.Date()
    last_day = fields.Date()
    entries = fields.Integer()
    lines = fields.Integer()
    debit = Amount(zero=True)
    opening = fields.String(validate=validate.OneOf(["none", "posted", "carried"]))
    notes = fields.Dict()
    digest = fields.String()
    arrived_at = fields.AwareDateTime()


class EarlierApproval(Schema):
    """On which day the members approved the accounts of an arrived year, and where that is recorded."""

    approved_on = Day(required=True)
    reference = Text(most=80, required=True)


import_fec = ledger.job(
    "import_fec", "POST /imports/fec", accepts=("text/plain",), query=FecImport, scope="entries:write",
    refuses=[UnreadableFec, FecNotMapped, ArrivalsOverlap, OpeningDiffers, LaterOpening, *POSTING_REFUSALS],
    summary="Take over the FEC of old books, all of it or nothing: a file twice is taken once",
)  # fmt: skip
say_codes = ledger.command(
    "say_arrival_codes", "POST /arrivals/codes", body=NewCodes, returns=Codes, scope="entries:write", status=200,
    refuses=[UnknownOurs], summary="Say what journals, accounts and auxiliaries of the old books are here",
)  # fmt: skip
list_codes = ledger.query(
    "list_arrival_codes", "GET /arrivals/codes", returns=Code, query=CodesQuery, paged=True, scope="entries:read",
    summary="List what codes of the old books are here",
)  # fmt: skip
list_arrivals = ledger.query(
    "list_arrivals", "GET /arrivals", returns=ArrivalView, paged=True, scope="entries:read",
    summary="List the old books that were taken over",
)  # fmt: skip
take_over_approval = ledger.command(
    "take_over_approval", "POST /fiscal-years/{year}/earlier-approval", body=EarlierApproval, returns=FiscalYearView,
    scope="surplus:write", status=200, emits=[accounts_approved],
    refuses=[NothingArrived, YearInWrongState, YearNotEnded, EarlierYearUnfinished, NotFound],
    summary="Take over that the accounts of an arrived year were approved before: its result is closed",
)  # fmt: skip
