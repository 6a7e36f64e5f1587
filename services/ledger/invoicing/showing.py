"""Shows invoices and payments as the API does."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.money import Money
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.ledger.invoicing.tables import Invoice, InvoicePayment
from services.ledger.journal.tables import entry_id

COPIED = (
    "id", "kind", "number", "activity_id", "customer", "bill_to", "reference", "issued_on", "delivered_on", "due_on",
    "payment_days", "credits", "reason",
)  # fmt: skip
AMOUNTS = ("net", "vat", "total", "paid", "set_off", "credited", "due")


def held(unit: Unit, invoice_id: str, *, lock: bool = False) -> Invoice:
    """Return an invoice, or refuse as not found; ``lock`` keeps a second change waiting, and reads it anew."""
    found = select(Invoice).where(Invoice.id == invoice_id)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    invoice = unit.session.scalar(found)
    if invoice is None:
        raise NotFound(what="invoice", id=invoice_id)
    return invoice


def state_of(invoice: Invoice) -> str:
    """Return the state that strangers see: an issued one is open until nothing is due."""
    return invoice.state if invoice.state != "issued" else "open" if invoice.due else "settled"


def is_overdue(invoice: Invoice, today: date) -> bool:
    """Say whether a customer is late."""
    late = invoice.due_on is not None and invoice.due_on < today
    return late and invoice.kind == "invoice" and invoice.due > 0


def shown(unit: Unit, invoice: Invoice) -> dict[str, Any]:
    """Return an invoice as the API shows it."""
    currency = invoice.currency
    return {
        **{name: getattr(invoice, name) for name in COPIED},
        **{name: Money(getattr(invoice, name), currency) for name in AMOUNTS},
        "state": state_of(invoice), "overdue": is_overdue(invoice, unit.today),
        "entry": entry_id(invoice.entry) if invoice.entry else None,
        "lines": [
            {**line, "unit_price": Money(line["unit_price"], currency), "net": Money(line["net"], currency)}
            for line in invoice.lines
        ],
        "vat_by_rate": [
            {**one, "base": Money(one["base"], currency), "amount": Money(one["amount"], currency)}
            for one in invoice.brackets
        ],
    }  # fmt: skip


def payment_shown(payment: InvoicePayment, invoice: Invoice) -> dict[str, Any]:
    """Return a payment as the API shows it."""
    return {
        "id": payment.id, "invoice_id": payment.invoice_id, "date": payment.day, "account": payment.account,
        "amount": Money(payment.amount, invoice.currency), "reference": payment.reference,
        "entry": entry_id(payment.entry), "cancelled_on": payment.cancelled_on,
        "due": Money(invoice.due, invoice.currency),
    }  # fmt: skip
