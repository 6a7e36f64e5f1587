"""Records the revenue of activities, when it was received, and cancels what was recorded by mistake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.jobs import Verdict
from services.commons.money import Money
from services.commons.storage import Listed, Unit, page_of
from services.ledger.activities import contract
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
from services.ledger.activities.sheets import RevenueLine, revenue_lines
from services.ledger.activities.tables import Receipt, Revenue
from services.ledger.journal.posting import hold_the_book, post, share_the_book
from services.ledger.journal.rules import Draft, credit, debit
from services.ledger.sheets import money_of

CUSTOMERS, SERVICES_SOLD, VAT_COLLECTED, BANK = "411", "706", "44571", "512"


@dataclass(frozen=True)
class Earned:
    """A revenue as it is told."""

    prefix: ClassVar[str] = "rev"
    place: Place
    day: date
    amount: Money
    vat: Money
    external_id: str

    def columns(self) -> dict[str, Any]:
        """Return what the row says."""
        return {"activity_id": self.place.id, "day": self.day, "amount": self.amount.minor, "vat": self.vat.minor}

    def draft(self, identifier: str) -> Draft:
        """Return the entry: D 411 / C 706 and, with VAT, C 44571."""
        axes = self.place.axes_on(self.day)
        lines = [debit(CUSTOMERS, gross(self.amount, self.vat), **axes), credit(SERVICES_SOLD, self.amount, **axes)]
        if self.vat.minor:
            lines.append(credit(VAT_COLLECTED, self.vat, **axes))
        return Draft("sales", self.day, f"Revenue of activity {self.place.code}", tuple(lines),
                     metadata={"source": identifier}, reference=self.external_id)  # fmt: skip

    def differs(self) -> refusals.RevenueDiffers:
        """Return the refusal of the same external id with other values."""
        return refusals.RevenueDiffers(external_id=self.external_id)


@answers(contract.record_revenue)
def record_revenue(unit: Unit, activity_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record one revenue, and that it was received if it was; the same one again answers what was recorded."""
    # With a receipt it posts twice, and so takes the book for itself.
    (hold_the_book if body["received_on"] else share_the_book)(unit)
    place = place_of(unit, activity_id)
    vat = body["vat"] if body["vat"] is not None else Money(0, body["amount"].currency)
    row = record_one(unit, Revenue, Earned(place, body["date"], body["amount"], vat, body["external_id"]))
    if body["received_on"] and row.received_on is None:
        _receive(unit, [(row, place, body["received_on"])])
    elif body["received_on"] not in (None, row.received_on):
        raise refusals.RevenueDiffers(external_id=row.external_id)
    return _shown(unit, row)


def import_lines(unit: Unit, values: Sequence[RevenueLine], dry_run: bool) -> list[Verdict]:
    """Record the revenue of many lines, and skip what was recorded before."""
    hold_the_book(unit)
    places = places_named(unit, [value.activity for value in values])
    earned = [
        Earned(
            places[value.activity], value.day, money_of(value.amount, unit.currency),
            money_of(value.vat, unit.currency) if value.vat else Money(0, unit.currency), value.external_id,
        )
        for value in values
    ]  # fmt: skip
    recorded = record(unit, Revenue, earned)
    received: dict[str, tuple[Revenue, Place, date]] = {}
    verdicts = []
    for (row, new), value, told in zip(recorded, values, earned, strict=True):
        late = value.received_on is not None and row.received_on is None and row.id not in received
        if late and value.received_on is not None:
            received[row.id] = (row, told.place, value.received_on)
        verdicts.append(Verdict("created" if new else "updated" if late else "skipped", row.id))
    _receive(unit, list(received.values()))
    return verdicts


@answers(contract.import_revenues, items=revenue_lines, together=import_lines)
def import_line(unit: Unit, value: RevenueLine, dry_run: bool) -> Verdict:
    """Record one line's revenue, or skip it when it was recorded before."""
    return import_lines(unit, [value], dry_run)[0]


@answers(contract.receive_revenue)
def receive_revenue(unit: Unit, revenue_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Book that a revenue was paid as a whole."""
    row = held(unit, Revenue, revenue_id, "revenue")
    _check_own(row)
    if row.cancelled_on or row.received_on:
        what = "cancelled" if row.cancelled_on else "received"
        raise refusals.RevenueReceived(revenue=row.id, what=what, date=row.cancelled_on or row.received_on)
    _receive(unit, [(row, place_of(unit, row.activity_id), body["date"])], body["account"])
    return _shown(unit, row)


def _receive(unit: Unit, received: Sequence[tuple[Revenue, Place, date]], account: str = BANK) -> None:
    """Book what was received, D money / C 411, and what of it counts where contributions are on receipts."""
    drafts = []
    for row, place, day in received:
        paid = Money(row.amount + row.vat, unit.currency)
        # What was owed where the activity sold is paid there, wherever it is by now.
        axes = place.axes_on(row.day)
        lines = (debit(account, paid, **axes), credit(CUSTOMERS, paid, **axes))
        label = f"Receipt of activity {place.code}"
        drafts.append(Draft("bank", day, label, lines, row.external_id, {"source": row.id}))
    for (row, _, day), posted in zip(received, post(unit, drafts), strict=True):
        row.received_on, row.received_entry = day, posted.seq
        _count(unit, row, day, posted.seq)


def _count(unit: Unit, row: Revenue, day: date, entry: int, *, sign: int = 1) -> None:
    unit.session.add(Receipt(id=new_id("rcp"), activity_id=row.activity_id, day=day, entry=entry,
                             amount=sign * row.amount, vat=sign * row.vat))  # fmt: skip


@answers(contract.cancel_revenue)
def cancel_revenue(unit: Unit, revenue_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Cancel a revenue and its receipt; what it contributed comes back with the period of the cancellation."""
    row = held(unit, Revenue, revenue_id, "revenue")
    _check_own(row)
    entries = [row.entry, *([row.received_entry] if row.received_entry else [])]
    counters = cancel(unit, row, body["date"], entries)
    if row.received_entry and row.cancelled_on:
        _count(unit, row, row.cancelled_on, counters[1], sign=-1)
    return _shown(unit, row)


def _check_own(row: Revenue) -> None:
    if row.invoice_id is not None:
        raise refusals.RevenueOfInvoice(revenue=row.id, invoice=row.invoice_id)


@answers(contract.list_revenues)
def list_revenues(
    unit: Unit, activity_id: str | None, since: date | None, until: date | None, limit: int, cursor: str | None
) -> Listed:
    """List revenue in the order of recording."""
    return told_page(unit, Revenue, activity_id, since, until, limit, cursor, _shown)


def told_page(
    unit: Unit, table: Any, activity_id: str | None, since: date | None, until: date | None, limit: int,
    cursor: str | None, show: Any,
) -> Listed:  # fmt: skip
    """Return a page of facts in the order of recording."""
    rows = select(table)
    if activity_id is not None:
        rows = rows.where(table.activity_id == activity_id)
    if since is not None:
        rows = rows.where(table.day >= since)
    if until is not None:
        rows = rows.where(table.day <= until)
    page = page_of(unit.session, rows, key=[table.id], limit=limit, cursor=cursor)
    return Listed([show(unit, row) for row in page.data], page.next_cursor)


def _shown(unit: Unit, row: Revenue) -> dict[str, Any]:
    return shown(unit, row, "amount", "vat")
