"""Drafts invoices and discards drafts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Unit
from services.ledger.accounts.tables import Auxiliary
from services.ledger.activities.recording import place_of
from services.ledger.invoicing import contract
from services.ledger.invoicing.contract.refusals import InvoiceInWrongState, NotACustomer
from services.ledger.invoicing.pricing import priced, written_lines
from services.ledger.invoicing.showing import held, shown, state_of
from services.ledger.invoicing.tables import Invoice
from services.ledger.journal.refusals import UnknownAuxiliary

BUYERS = ("customer", "cooperative", "member")


@answers(contract.draft_invoice)
def draft_invoice(unit: Unit, activity_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Keep a draft with what it would come to; nothing is booked."""
    place = place_of(unit, activity_id)
    _check_customer(unit, body["customer"])
    lines = written_lines(unit, body["lines"])
    counted, brackets = priced(unit, lines, body["delivered_on"] or unit.today)
    invoice = Invoice(
        id=new_id("inv"), kind="invoice", state="draft", activity_id=place.id, customer=body["customer"],
        bill_to=body["bill_to"], reference=body["reference"], currency=unit.currency, lines=lines,
        payment_days=body["payment_days"], delivered_on=body["delivered_on"], recorded_at=unit.now, brackets=brackets,
        net=counted.net, vat=counted.vat, total=counted.total, legal={}, paid=0, set_off=0, credited=0,
    )  # fmt: skip
    unit.session.add(invoice)
    return shown(unit, invoice)


@answers(contract.discard_invoice)
def discard_invoice(unit: Unit, invoice_id: str) -> dict[str, Any]:
    """Discard a draft; it never had a number."""
    invoice = held(unit, invoice_id, lock=True)
    need_draft(invoice)
    invoice.state = "discarded"
    return shown(unit, invoice)


def need_draft(invoice: Invoice) -> None:
    """Refuse what is no draft any more."""
    if invoice.state != "draft":
        raise InvoiceInWrongState(invoice=invoice.number or invoice.id, state=state_of(invoice), needed="draft")


def _check_customer(unit: Unit, customer: str) -> None:
    kind = unit.session.scalar(select(Auxiliary.kind).where(Auxiliary.id == customer))
    if kind is None:
        raise UnknownAuxiliary(auxiliary=customer)
    if kind not in BUYERS:
        raise NotACustomer(auxiliary=customer, kind=kind)
