"""Settles invoices: payments, what is paid back of credit notes, and payments that did not arrive after all."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.ledger.activities.recording import counter_draft, place_of
from services.ledger.activities.tables import Receipt
from services.ledger.invoicing import contract
from services.ledger.invoicing.contract.refusals import InvoiceInWrongState, InvoiceOverpaid, PaymentCancelled
from services.ledger.invoicing.rules import received
from services.ledger.invoicing.showing import held, payment_shown, state_of
from services.ledger.invoicing.tables import Invoice, InvoicePayment
from services.ledger.journal.posting import post, share_the_book
from services.ledger.journal.refusals import WrongCurrency
from services.ledger.journal.rules import Draft, DraftLine, mirrored

CUSTOMERS = "411"


@answers(contract.pay_invoice)
def pay_invoice(unit: Unit, invoice_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record a payment."""
    payment = settle_invoice(unit, invoice_id, body["amount"], body["date"], body["account"], body["reference"])
    return payment_shown(payment, held(unit, invoice_id))


def settle_invoice(
    unit: Unit, invoice_id: str, amount: Money, on: date, account: str, reference: str | None
) -> InvoicePayment:
    """Book a payment of an invoice, D ``account`` / C 411, and return it; of a credit note, what is paid back.

    A caller who posts several times in one transaction holds the book. Refuses what is not issued, and more than is
    due (InvoiceOverpaid).
    """
    share_the_book(unit)
    invoice = held(unit, invoice_id, lock=True)
    if invoice.state != "issued":
        raise InvoiceInWrongState(invoice=invoice.id, state=state_of(invoice), needed="issued")
    if amount.currency != invoice.currency:
        raise WrongCurrency(kept=invoice.currency, given=amount.currency)
    if amount.minor > invoice.due:
        due = f"{Money(invoice.due, invoice.currency)} {invoice.currency}"
        raise InvoiceOverpaid(due=due, invoice=invoice.number, amount=f"{amount} {amount.currency}")
    identifier, axes = new_id("ipy"), place_of(unit, invoice.activity_id).axes_on(invoice.issued_on or on)
    lines = (
        DraftLine(account, amount.minor, amount.currency, **axes),
        DraftLine(CUSTOMERS, -amount.minor, amount.currency, auxiliary=invoice.customer, **axes),
    )
    note = invoice.kind == "credit_note"
    label = f"Paid back of credit note {invoice.number}" if note else f"Payment of invoice {invoice.number}"
    draft = Draft("bank", on, label, mirrored(lines) if note else lines, reference or invoice.number,
                  {"source": identifier, "invoice": invoice.id})  # fmt: skip
    payment = InvoicePayment(
        id=identifier, invoice_id=invoice.id, day=on, amount=amount.minor, account=account, reference=reference,
        entry=post(unit, [draft])[0].seq, recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(payment)
    _move(unit, invoice, amount.minor, on, payment.entry)
    return payment


@answers(contract.cancel_invoice_payment)
def cancel_invoice_payment(unit: Unit, payment_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Cancel a payment; the invoice is open again for as much."""
    share_the_book(unit)
    known = unit.session.get(InvoicePayment, payment_id)
    if known is None:
        raise NotFound(what="invoice payment", id=payment_id)
    invoice = held(unit, known.invoice_id, lock=True)
    payment = unit.session.get_one(InvoicePayment, payment_id, with_for_update=True, populate_existing=True)
    if payment.cancelled_on is not None:
        raise PaymentCancelled(payment=payment.id, date=payment.cancelled_on)
    day = body["date"] or unit.today
    counter = post(unit, [counter_draft(unit, payment.entry, day, payment.id)])[0].seq
    payment.cancelled_on, payment.cancelled_entry = day, counter
    _move(unit, invoice, -payment.amount, day, counter)
    return payment_shown(payment, invoice)


def _move(unit: Unit, invoice: Invoice, amount: int, day: date, entry: int) -> None:
    """Count what was paid on the invoice, and what the activity received of it without VAT."""
    before = received(invoice.paid, invoice.net, invoice.total)
    invoice.paid += amount
    gained = received(invoice.paid, invoice.net, invoice.total) - before
    sign = -1 if invoice.kind == "credit_note" else 1
    unit.session.add(Receipt(
        id=new_id("rcp"), activity_id=invoice.activity_id, day=day, entry=entry, amount=sign * gained,
        vat=sign * (amount - gained),
    ))  # fmt: skip
    unit.emit(contract.invoice_paid, f"invoices/{invoice.id}", {
        "invoice_id": invoice.id, "activity_id": invoice.activity_id, "paid": Money(invoice.paid, invoice.currency),
        "due": Money(invoice.due, invoice.currency),
    })  # fmt: skip


@answers(contract.list_invoice_payments)
def list_invoice_payments(unit: Unit, invoice_id: str, limit: int, cursor: str | None) -> Listed:
    """List the payments of an invoice, cancelled ones included."""
    invoice = held(unit, invoice_id)
    rows = select(InvoicePayment).where(InvoicePayment.invoice_id == invoice_id)
    page = page_of(unit.session, rows, key=[InvoicePayment.id], limit=limit, cursor=cursor)
    return Listed([payment_shown(row, invoice) for row in page.data], page.next_cursor)
