"""Reconciliation: the books and the bank, and everything between them."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Amount, Day, Flag, QuerySchema, Schema
from services.commons.documents import PRODUCES, DocumentQuery
from services.ledger.contract import ledger

from . import refusals as refused


class ReconciliationQuery(QuerySchema):
    """The day whose end is looked at (today if not said)."""

    as_of = Day(load_default=None)


class ReconciliationDocumentQuery(DocumentQuery):
    """The day whose end is looked at (today if not said), and how the document is written."""

    as_of = Day(load_default=None)


class Outstanding(Schema):
    """One item that one side has and the other has not: an entry of the books, or a line of the bank."""

    id = fields.String()
    date = fields.Date()
    amount = Amount(signed=True)
    label = fields.String()
    reference = fields.String(allow_none=True)


class MissingStatement(Schema):
    """What the bank's balance moved by between two statements without any line that was taken in."""

    statement = fields.String()
    date = fields.Date()
    amount = Amount(signed=True)


class Reconciliation(Schema):
    """A reconciliation statement: books − only in the books + only at the bank + opening + missing statements = bank.

    ``opening`` is the bank's balance before the first statement, less what the books held until then when that is the
    same. ``unexplained`` is what is left of the difference; it is nothing, or a row was tampered with. Lists hold the
    first 500 items, totals all of them.
    """

    bank_account = fields.String()
    ledger_account = fields.String()
    as_of = fields.Date()
    books = Amount(signed=True)
    bank = Amount(signed=True)
    last_statement_on = fields.Date(allow_none=True)
    only_in_books = fields.List(fields.Nested(Outstanding))
    only_in_books_total = Amount(signed=True)
    only_at_bank = fields.List(fields.Nested(Outstanding))
    only_at_bank_total = Amount(signed=True)
    missing_statements = fields.List(fields.Nested(MissingStatement))
    missing_statements_total = Amount(signed=True)
    opening = Amount(signed=True)
    unexplained = Amount(signed=True)
    reconciled = Flag()


reconciliation = ledger.query(
    "get_bank_reconciliation", "GET /bank-accounts/{bank_account_id}/reconciliation", returns=Reconciliation,
    query=ReconciliationQuery, scope="banking:read", snapshot=True, refuses=[refused.NoStatementYet],
    summary="Reconcile the books with the bank on a day",
)  # fmt: skip
reconciliation_document = ledger.download(
    "get_bank_reconciliation_document", "GET /bank-accounts/{bank_account_id}/reconciliation-document",
    produces=PRODUCES, query=ReconciliationDocumentQuery, scope="banking:read", refuses=[refused.NoStatementYet],
    summary="Write the reconciliation statement as PDF, CSV or XLSX",
)  # fmt: skip
