"""What suppliers are still owed for expenses, and its payment."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.activities import contract
from services.ledger.activities.actions.expenses import SUPPLIERS, expense_shown
from services.ledger.activities.contract import refusals
from services.ledger.activities.recording import held, place_of
from services.ledger.activities.tables import Expense
from services.ledger.journal.posting import post
from services.ledger.journal.rules import Draft, credit, debit


@answers(contract.settle_expense)
def settle(unit: Unit, expense_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Say that an expense was paid."""
    return expense_shown(unit, settle_expense(unit, expense_id, body["date"], body["account"], body["reference"]))


def settle_expense(unit: Unit, expense_id: str, on: date, account: str, reference: str | None) -> Expense:
    """Book the payment of what is owed for an expense, D 401 / C ``account``, and return it.

    It weighed on the treasury since it was owed. A caller who posts several times in one transaction holds the book.
    """
    row = held(unit, Expense, expense_id, "expense")
    if row.cancelled_on or row.settled_on or row.paid_from:
        what = "cancelled" if row.cancelled_on else "paid"
        raise refusals.ExpenseSettled(expense=row.id, what=what, date=row.cancelled_on or row.settled_on or row.day)
    place, gross = place_of(unit, row.activity_id), Money(row.amount + row.vat, unit.currency)
    axes = place.axes_on(row.day)
    lines = (debit(SUPPLIERS, gross, auxiliary=row.supplier, **axes), credit(account, gross, **axes))
    label = f"Payment of an expense of activity {place.code}"
    draft = Draft("bank", on, label, lines, reference or row.external_id, {"source": row.id})
    row.settled_on, row.settled_entry = on, post(unit, [draft])[0].seq
    return row


def open_expenses(session: Session) -> list[tuple[str, str, str, int, date]]:
    """Return the expenses that suppliers are still owed: id, external id, supplier, minor units, day; oldest first."""
    owed = select(Expense).where(
        Expense.supplier.is_not(None), Expense.settled_entry.is_(None), Expense.cancelled_entry.is_(None)
    ).order_by(Expense.day, Expense.id)  # fmt: skip
    return [
        (row.id, row.external_id, row.supplier, row.amount + row.vat, row.day)
        for row in session.scalars(owed) if row.supplier
    ]  # fmt: skip
