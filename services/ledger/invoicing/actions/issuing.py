"""Issues invoices and credit notes: the next number of the series, the entry, the revenue of the activity."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.activities.recording import place_of
from services.ledger.activities.tables import Revenue
from services.ledger.invoicing import contract
from services.ledger.invoicing.actions.drafting import need_draft
from services.ledger.invoicing.contract.refusals import CreditExceedsInvoice, InvoiceInWrongState, InvoiceOutOfOrder
from services.ledger.invoicing.pricing import item_of, priced
from services.ledger.invoicing.rules import Totals, number_of
from services.ledger.invoicing.showing import held, shown, state_of
from services.ledger.invoicing.tables import Invoice, InvoiceSeries
from services.ledger.journal.posting import post, share_the_book
from services.ledger.journal.rules import Draft, DraftLine, mirrored

CUSTOMERS, VAT_COLLECTED = "411", "44571"


@answers(contract.issue_invoice)
def issue_invoice(unit: Unit, invoice_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Issue a draft by the law of its day."""
    share_the_book(unit)
    invoice = held(unit, invoice_id, lock=True)
    need_draft(invoice)
    _issue(unit, invoice, body["date"] or unit.today)
    return shown(unit, invoice)


@answers(contract.credit_invoice)
def credit_invoice(unit: Unit, invoice_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Issue a credit note, and set it off against what is still due on the invoice; the rest is to be paid back."""
    share_the_book(unit)
    invoice = held(unit, invoice_id, lock=True)
    if invoice.state != "issued" or invoice.kind != "invoice":
        state = "a credit note" if invoice.kind == "credit_note" else state_of(invoice)
        raise InvoiceInWrongState(invoice=invoice.number or invoice.id, state=state, needed="issued")
    credited = _credited_lines(unit, invoice, body["lines"])
    note = Invoice(
        id=new_id("inv"), kind="credit_note", state="draft", activity_id=invoice.activity_id,
        customer=invoice.customer, bill_to=invoice.bill_to, reference=invoice.reference, currency=invoice.currency,
        lines=credited, payment_days=0, delivered_on=invoice.delivered_on or invoice.issued_on, credits=invoice.id,
        reason=body["reason"], recorded_at=unit.now, brackets=[], net=0, vat=0, total=0, legal={}, paid=0, set_off=0,
        credited=0,
    )  # fmt: skip
    unit.session.add(note)
    _issue(unit, note, body["date"] or unit.today)
    if invoice.credited + note.total > invoice.total:
        left = Money(invoice.total - invoice.credited, invoice.currency)
        raise CreditExceedsInvoice(line="1 and following", invoice=invoice.number, left=str(left))
    set_off = min(note.total, invoice.due)
    invoice.credited += note.total
    invoice.set_off += set_off
    note.set_off = set_off
    return shown(unit, note)


def _credited_lines(unit: Unit, invoice: Invoice, asked: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Return the lines of a credit note: those asked for, or whatever no earlier one credited."""
    before: dict[int, Fraction] = defaultdict(Fraction)
    notes = select(Invoice.lines).where(Invoice.credits == invoice.id, Invoice.state == "issued")
    for lines in unit.session.scalars(notes):
        for line in lines:
            before[line["line"]] += Fraction(line["quantity"])
    left = {line["line"]: Fraction(line["quantity"]) - before[line["line"]] for line in invoice.lines}
    wanted: dict[int, Fraction] = defaultdict(Fraction)
    for one in asked or []:
        wanted[one["line"]] += Fraction(one["quantity"])
    taken = dict(wanted) if asked else {place: quantity for place, quantity in left.items() if quantity > 0}
    for place, quantity in taken.items():
        if not 0 < quantity <= left.get(place, 0):
            raise CreditExceedsInvoice(line=place, invoice=invoice.number, left=_decimal(left.get(place, Fraction(0))))
    if not taken:
        raise CreditExceedsInvoice(line=1, invoice=invoice.number, left="0")
    by_place = {line["line"]: line for line in invoice.lines}
    kept = [{**by_place[place], "quantity": _decimal(quantity)} for place, quantity in sorted(taken.items())]
    return [{**line, "net": item_of(line).net} for line in kept]


def _decimal(quantity: Fraction) -> str:
    """Write a quantity, which has at most four decimals."""
    whole, decimals = divmod(int(quantity * 10_000), 10_000)
    return f"{whole}.{decimals:04d}".rstrip("0").rstrip(".")


def _issue(unit: Unit, invoice: Invoice, day: date) -> None:
    """Fix an invoice by the law and bylaws of its day, number it, book it and count it as revenue."""
    if day > unit.today:
        raise InvoiceOutOfOrder(date=day, why=f"after today, {unit.today}")
    counted, invoice.brackets = priced(unit, invoice.lines, invoice.delivered_on or day)
    invoice.net, invoice.vat, invoice.total = counted.net, counted.vat, counted.total
    days = invoice.payment_days
    if days is None:
        days = int(unit.rules_on(day).bylaws("invoicing.payment_days", 30).value)
    invoice.issued_on, invoice.due_on = day, day + timedelta(days=days)
    invoice.legal = _legal(unit, day)
    series, place = _next(unit, invoice.kind, day)
    number = number_of(series, day.year, place)
    invoice.entry = post(unit, [_draft(unit, invoice, counted, number, day)])[0].seq
    # Together, since a number without the state, or the state without a number, is no invoice.
    invoice.state, invoice.number = "issued", number
    invoice.series, invoice.year, invoice.place = series, day.year, place
    sign = -1 if invoice.kind == "credit_note" else 1
    unit.session.add(Revenue(
        id=new_id("rev"), external_id=invoice.id, activity_id=invoice.activity_id, day=day, entry=invoice.entry,
        amount=sign * invoice.net, vat=sign * invoice.vat, invoice_id=invoice.id,
    ))  # fmt: skip
    unit.emit(contract.invoice_issued, f"invoices/{invoice.id}", {
        "invoice_id": invoice.id, "kind": invoice.kind, "activity_id": invoice.activity_id, "number": invoice.number,
        "issued_on": day, "due_on": invoice.due_on, "total": Money(invoice.total, invoice.currency),
        "credits": invoice.credits,
    })  # fmt: skip


def _legal(unit: Unit, day: date) -> dict[str, Any]:
    """Return who sells and what the law of the day has an invoice say, which an issued one keeps."""
    rules = unit.rules_on(day)
    indemnity, late = rules.law("invoices.recovery_indemnity"), rules.law("invoices.late_payment")
    return {
        "seller": str(rules.statutes("identity.name").value), "form": str(rules.statutes("identity.legal_form").value),
        "siren": rules.statutes("identity.siren", None).value, "indemnity": str(indemnity.value),
        "late_payment": str(late.value),
    }  # fmt: skip


def _next(unit: Unit, kind: str, day: date) -> tuple[str, int]:
    """Return the series of a day and its next place; the series stays locked until the number is kept."""
    path, usual = ("invoicing.credit_note_prefix", "A") if kind == "credit_note" else ("invoicing.prefix", "F")
    prefix = str(unit.rules_on(day).bylaws(path, usual).value)
    first = insert(InvoiceSeries).values(prefix=prefix, year=day.year, last=0, last_on=date(day.year, 1, 1))
    unit.session.execute(first.on_conflict_do_nothing())
    series = unit.session.scalars(
        select(InvoiceSeries).where(InvoiceSeries.prefix == prefix, InvoiceSeries.year == day.year)
        .with_for_update().execution_options(populate_existing=True)
    ).one()  # fmt: skip
    if day < series.last_on:
        raise InvoiceOutOfOrder(date=day, why=f"before {series.last_on}, the day of the last number of {prefix}")
    series.last, series.last_on = series.last + 1, day
    return prefix, series.last


def _draft(unit: Unit, invoice: Invoice, counted: Totals, number: str, day: date) -> Draft:
    """Return the entry: D 411 of the customer / C 706 or 707, C 44571; of a credit note the other way round."""
    axes, currency = place_of(unit, invoice.activity_id).axes_on(day), invoice.currency
    lines = [DraftLine(CUSTOMERS, invoice.total, currency, auxiliary=invoice.customer, **axes)]
    lines += [DraftLine(account, -net, currency, **axes) for account, net in sorted(counted.sales.items()) if net]
    if invoice.vat:
        lines.append(DraftLine(VAT_COLLECTED, -invoice.vat, currency, **axes))
    note = invoice.kind == "credit_note"
    label = f"Credit note {number}" if note else f"Invoice {number}"
    return Draft("sales", day, label, mirrored(lines) if note else tuple(lines), number, {"source": invoice.id})
