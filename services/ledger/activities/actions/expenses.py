"""Records the expenses of activities, within what each has and the pooled cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.jobs import Verdict
from services.commons.money import Money
from services.commons.storage import Listed, Unit
from services.ledger.accounts.tables import Auxiliary
from services.ledger.activities import contract
from services.ledger.activities.actions.revenues import told_page
from services.ledger.activities.contract import refusals
from services.ledger.activities.recording import (
    Place,
    cancel,
    gross,
    held,
    place_of,
    places_named,
    record,
    record_one,
    shown,
)
from services.ledger.activities.sheets import ExpenseLine, expense_lines
from services.ledger.activities.tables import Expense
from services.ledger.journal.posting import hold_the_book, share_the_book
from services.ledger.journal.rules import Attached, Draft, credit, debit
from services.ledger.sheets import money_of

SUPPLIERS, VAT_DEDUCTIBLE = "401", "44566"


@dataclass(frozen=True)
class Spent:
    """An expense as it is told."""

    prefix: ClassVar[str] = "exp"
    place: Place
    day: date
    amount: Money
    vat: Money
    account: str
    supplier: str | None
    paid_from: str | None
    external_id: str
    attachments: tuple[Attached, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Return what the row says."""
        return {
            "activity_id": self.place.id, "day": self.day, "amount": self.amount.minor, "vat": self.vat.minor,
            "account": self.account, "supplier": self.supplier, "paid_from": self.paid_from,
            "attachments": [one._asdict() for one in self.attachments],
        }  # fmt: skip

    def draft(self, identifier: str) -> Draft:
        """Return the entry: D 6…, with VAT D 44566 / C 401 of the supplier, or the account it was paid from."""
        axes = self.place.axes_on(self.day)
        lines = [debit(self.account, self.amount, **axes)]
        if self.vat.minor:
            lines.append(debit(VAT_DEDUCTIBLE, self.vat, **axes))
        whole = gross(self.amount, self.vat)
        lines.append(
            credit(SUPPLIERS, whole, auxiliary=self.supplier, **axes) if self.paid_from is None
            else credit(self.paid_from, whole, **axes)
        )  # fmt: skip
        return Draft("purchases" if self.paid_from is None else "bank", self.day,
                     f"Expense of activity {self.place.code}", tuple(lines), self.external_id, {"source": identifier},
                     attachments=self.attachments)  # fmt: skip

    def differs(self) -> refusals.ExpenseDiffers:
        """Return the refusal of the same external id with other values."""
        return refusals.ExpenseDiffers(external_id=self.external_id)


@answers(contract.record_expense)
def record_expense(unit: Unit, activity_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record one expense; the same one again answers what was recorded."""
    share_the_book(unit)
    vat = body["vat"] if body["vat"] is not None else Money(0, body["amount"].currency)
    spent = Spent(
        place_of(unit, activity_id), body["date"], body["amount"], vat, body["account"], body["supplier"],
        body["paid_from"], body["external_id"], tuple(Attached(**one) for one in body["attachments"]),
    )  # fmt: skip
    _check_suppliers(unit, [spent])
    return expense_shown(unit, record_one(unit, Expense, spent, recorded_at=unit.now))


def import_lines(unit: Unit, values: Sequence[ExpenseLine], dry_run: bool) -> list[Verdict]:
    """Record the expenses of many lines, and skip what was recorded before."""
    hold_the_book(unit)
    places = places_named(unit, [value.activity for value in values])
    spent = [
        Spent(
            places[value.activity], value.day, money_of(value.amount, unit.currency),
            money_of(value.vat, unit.currency) if value.vat else Money(0, unit.currency), value.account,
            value.supplier, value.paid_from, value.external_id,
        )
        for value in values
    ]  # fmt: skip
    _check_suppliers(unit, spent)
    recorded = record(unit, Expense, spent, recorded_at=unit.now)
    return [Verdict("created" if new else "skipped", row.id) for row, new in recorded]


@answers(contract.import_expenses, items=expense_lines, together=import_lines)
def import_line(unit: Unit, value: ExpenseLine, dry_run: bool) -> Verdict:
    """Record one line's expense, or skip it when it was recorded before."""
    return import_lines(unit, [value], dry_run)[0]


def _check_suppliers(unit: Unit, spent: Sequence[Spent]) -> None:
    """Refuse an expense that says both or neither of supplier and account paid from, or that a member is owed.

    A supplier whom the books do not know is refused by the posting.
    """
    if any((one.supplier is None) == (one.paid_from is None) for one in spent):
        raise refusals.SupplierNeeded()
    named = {one.supplier for one in spent if one.supplier}
    known = select(Auxiliary.id, Auxiliary.kind).where(Auxiliary.id.in_(named))
    for auxiliary, kind in unit.session.execute(known) if named else ():
        if kind not in ("supplier", "cooperative"):
            raise refusals.NotASupplier(auxiliary=auxiliary, kind=kind)


@answers(contract.cancel_expense)
def cancel_expense(unit: Unit, expense_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Cancel an expense, and its payment if it was settled; its external id may then be told anew."""
    row = held(unit, Expense, expense_id, "expense")
    cancel(unit, row, body["date"], [row.entry, *([row.settled_entry] if row.settled_entry else [])])
    return expense_shown(unit, row)


@answers(contract.list_expenses)
def list_expenses(
    unit: Unit, activity_id: str | None, since: date | None, until: date | None, limit: int, cursor: str | None
) -> Listed:
    """List expenses in the order of recording."""
    return told_page(unit, Expense, activity_id, since, until, limit, cursor, expense_shown)


def expense_shown(unit: Unit, row: Expense) -> dict[str, Any]:
    """Return an expense as the API shows it."""
    return shown(unit, row, "amount", "vat")
