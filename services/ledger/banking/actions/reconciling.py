"""Shows the reconciliation of a bank account, and writes it as a document."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.commons.bindings import answers
from services.commons.documents import Column, Sheet, Table, said, written
from services.commons.money import Money
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.banking import contract
from services.ledger.banking.actions.accounts import held_account
from services.ledger.banking.identifiers import masked
from services.ledger.banking.reconciliation import Reconciled, reconcile
from services.ledger.banking.tables import BankAccount

MOST_SHOWN = 500
MOST_WRITTEN = 2_000


@answers(contract.reconciliation)
def reconciliation(unit: Unit, bank_account_id: str, as_of: date | None) -> dict[str, Any]:
    """Reconcile on a day."""
    account = held_account(unit, bank_account_id)
    found = reconcile(unit, account, as_of or unit.today)

    def money(minor: int) -> Money:
        return Money(minor, unit.currency)

    return {
        "bank_account": account.id, "ledger_account": account.ledger_account, "as_of": found.as_of,
        "books": money(found.books), "bank": money(found.bank), "last_statement_on": found.last_statement_on,
        "only_in_books": [
            {"id": line.id, "date": line.day, "amount": money(line.left), "label": line.label,
             "reference": line.reference}
            for line in found.only_in_books[:MOST_SHOWN]
        ],
        "only_in_books_total": money(found.in_books_total),
        "only_at_bank": [
            {"id": line.id, "date": line.booked_on, "amount": money(left), "label": line.label,
             "reference": line.reference}
            for line, left in found.only_at_bank[:MOST_SHOWN]
        ],
        "only_at_bank_total": money(found.at_bank_total),
        "missing_statements": [
            {"statement": link.id, "date": link.closes_on, "amount": money(link.gap)}
            for link in found.missing[:MOST_SHOWN]
        ],
        "missing_statements_total": money(found.missing_total), "opening": money(found.opening),
        "unexplained": money(found.unexplained), "reconciled": found.agrees,
    }  # fmt: skip


@answers(contract.reconciliation_document)
def reconciliation_document(
    unit: Unit, bank_account_id: str, as_of: date | None, format: str, language: str, cursor: str | None
) -> Chunk:
    """Write the reconciliation statement."""
    account = held_account(unit, bank_account_id)
    found = reconcile(unit, account, as_of or unit.today)
    sheet = reconciliation_sheet(unit, account, found)
    return written(unit, sheet, format, language, cursor, name=f"bank-reconciliation-{found.as_of}")


def reconciliation_sheet(unit: Unit, account: BankAccount, found: Reconciled) -> Sheet:
    """Return the reconciliation statement as a sheet: the way from the books to the bank, then what lies between."""

    def money(minor: int) -> Money:
        return Money(minor, unit.currency)

    way = Table(
        [Column(said("From the books to the bank"), "text", 60), Column(said("Amount"), "amount")],
        [
            [said("Balance of account {account} in the books", account=account.ledger_account), money(found.books)],
            [said("Less: in the books, not yet at the bank"), money(-found.in_books_total)],
            [said("Plus: at the bank, not yet in the books"), money(found.at_bank_total)],
            [said("Plus: balance before the first statement"), money(found.opening)],
            [said("Plus: movements of missing statements"), money(found.missing_total)],
            [said("Unexplained"), money(found.unexplained)],
        ],
        totals=[said("Balance at the bank"), money(found.bank)],
    )
    return Sheet(
        title=said("Bank reconciliation"), subtitle=said("On {day}", day=found.as_of),
        coop=str(unit.rules.statutes("identity.name").value),
        facts=[
            (said("Bank account"), account.label), (said("IBAN"), masked(account.iban)),
            (said("Last statement"), found.last_statement_on),
        ],
        tables=[
            way,
            _outstanding(said("In the books, not yet at the bank"), [
                [line.day, line.id, line.label, money(line.left)] for line in found.only_in_books[:MOST_WRITTEN]
            ], money(found.in_books_total)),
            _outstanding(said("At the bank, not yet in the books"), [
                [line.booked_on, line.id, line.label, money(left)] for line, left in found.only_at_bank[:MOST_WRITTEN]
            ], money(found.at_bank_total)),
        ],
        signatures=[said("The treasurer")],
    )  # fmt: skip


def _outstanding(title: Any, rows: list[list[Any]], total: Money) -> Table:
    columns = [
        Column(said("Date"), "day"), Column(said("Reference"), "text", 26), Column(said("Label"), "text", 40),
        Column(said("Amount"), "amount"),
    ]  # fmt: skip
    return Table(columns, rows, title=title, totals=[said("Total"), None, None, total])
