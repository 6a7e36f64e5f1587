"""The books handed over: the FEC, the journal for other programs, and the general ledger."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from services.commons.contract import Amount, Count, Day, QuerySchema, Schema, Text
from services.commons.documents import DocumentQuery
from services.commons.documents.query import MEDIA
from services.commons.refusals import InvalidCursor, NotFound, Refusal
from services.ledger.contract import ledger

PLAIN_MEDIA = {
    "hledger": "text/x-hledger",
    "beancount": "text/x-beancount",
    "csv": MEDIA["csv"],
    "xlsx": MEDIA["xlsx"],
}


class BooksMoved(Refusal):
    """An earlier year was posted in while the balances that it carries forward were being written."""

    code, status = "books_moved", 409
    sentence = "The balances that open {year} changed while they were being written; ask again."


class PeriodSpansYears(Refusal):
    """A general ledger shows one fiscal year, or a part of one: revenue and expenses begin anew with each."""

    code, status = "period_spans_years", 422
    sentence = "{since} to {until} is no period within one fiscal year."


class ExportTooLong(Refusal):
    """A format that is made as a whole holds only so many lines."""

    code, status = "export_too_long", 422
    sentence = "This comes to {lines} lines; {format} holds at most {most}: narrow it down, or ask for csv."


def _year(**options: Any) -> Count:
    return Count(least=1800, most=9999, **options)


class FecQuery(QuerySchema):
    """Which fiscal year, with which separator between fields, in which alphabet."""

    year = _year(required=True)
    separator = fields.String(load_default="tab", validate=validate.OneOf(["tab", "pipe"]))
    encoding = fields.String(load_default="utf-8", validate=validate.OneOf(["utf-8", "iso-8859-15"]))


class JournalQuery(QuerySchema):
    """The whole journal or one fiscal year of it, for hledger, beancount, a spreadsheet or any other program."""

    format = fields.String(required=True, validate=validate.OneOf(list(PLAIN_MEDIA)))
    year = _year(load_default=None)


class PeriodQuery(QuerySchema):
    """A fiscal year, or a part of one; the running year up to today if nothing is said; all accounts, or some.

    ``account`` is the beginning of a code: ``411`` shows every account below it.
    """

    year = _year(load_default=None)
    since = Day(load_default=None)
    until = Day(load_default=None)
    account = Text(most=12, load_default="", least=0, validate=validate.Regexp(r"\d*\Z"))

    @ma.validates_schema
    def _either(self, data: dict[str, Any], **options: Any) -> None:
        if data.get("year") is not None and (data.get("since") or data.get("until")):
            raise ma.ValidationError("Give either a year, or since and until.")


class GeneralLedgerQuery(PeriodQuery, DocumentQuery):
    """Which period and accounts, and how the ledger is written (csv has no bound)."""

    format = fields.String(load_default="csv", validate=validate.OneOf(list(MEDIA)))


class LedgerRow(Schema):
    """A row of the general ledger: what an account begins with, each of its lines, and what it ends with."""

    kind = fields.String(validate=validate.OneOf(["opening", "line", "closing"]))
    account = fields.String()
    account_label = fields.String()
    date = fields.Date(allow_none=True)
    journal = fields.String(allow_none=True)
    number = fields.Integer(allow_none=True)
    entry_id = fields.String(allow_none=True)
    reference = fields.String(allow_none=True)
    label = fields.String(allow_none=True)
    auxiliary = fields.String(allow_none=True)
    debit = Amount(zero=True)
    credit = Amount(zero=True)
    balance = Amount(signed=True)


export_fec = ledger.download(
    "export_fec", "GET /exports/fec", produces=("text/plain",), query=FecQuery, scope="reports:read",
    refuses=[BooksMoved, InvalidCursor, NotFound],
    summary="Export the FEC of a fiscal year (fichier des écritures comptables, LPF art. A47 A-1)",
)  # fmt: skip
describe_fec = ledger.download(
    "describe_fec", "GET /exports/fec/description", produces=("text/plain",), query=FecQuery, scope="reports:read",
    refuses=[NotFound],
    summary="Write the description that goes with a FEC: what its fields and codes mean, and how it is written",
)  # fmt: skip
export_journal = ledger.download(
    "export_journal", "GET /exports/journal", produces=tuple(PLAIN_MEDIA.values()), query=JournalQuery,
    scope="reports:read", refuses=[ExportTooLong, InvalidCursor, NotFound],
    summary="Export the journal for hledger, beancount, as CSV or as a spreadsheet",
)  # fmt: skip
export_general_ledger = ledger.download(
    "export_general_ledger", "GET /exports/general-ledger", produces=tuple(MEDIA.values()), query=GeneralLedgerQuery,
    scope="reports:read", refuses=[BooksMoved, ExportTooLong, PeriodSpansYears, InvalidCursor, NotFound],
    summary="Export the general ledger: each account with its lines and running balance",
)  # fmt: skip
general_ledger = ledger.query(
    "get_general_ledger", "GET /reports/general-ledger", returns=LedgerRow, query=PeriodQuery, paged=True,
    snapshot=True, scope="reports:read", refuses=[PeriodSpansYears, NotFound],
    summary="Read the general ledger, account by account in the order of recording",
)  # fmt: skip
