"""Writes an invoice as the document that the customer gets, with what French law has it say.

General Tax Code, article 242 nonies A of annex II; Commercial Code, articles L441-9, L441-10 and D441-5.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from services.commons.bindings import answers
from services.commons.documents import Column, Said, Sheet, Table, said, written
from services.commons.money import Money
from services.commons.requests.request import Chunk
from services.commons.storage import Unit
from services.ledger.accounts.names import names_of
from services.ledger.invoicing import contract
from services.ledger.invoicing.showing import held
from services.ledger.invoicing.tables import Invoice


@answers(contract.invoice_document)
def invoice_document(unit: Unit, invoice_id: str, format: str, language: str, cursor: str | None) -> Chunk:
    """Write an invoice; a draft says that it is one."""
    invoice = held(unit, invoice_id)
    sheet = Sheet(
        title=_title(invoice),
        coop=str(invoice.legal.get("seller") or unit.rules.statutes("identity.name").value),
        addressee=_addressee(unit, invoice),
        facts=_facts(unit, invoice),
        tables=[_lines(invoice, format), _vat(invoice)],
        notes=_notes(invoice),
    )
    return written(unit, sheet, format, language, cursor, name=f"{invoice.kind}-{invoice.number or 'draft'}")


def _title(invoice: Invoice) -> Said:
    if invoice.state != "issued":
        return said("Draft of an invoice, not to be paid")
    if invoice.kind == "credit_note":
        return said("Credit note {number}", number=invoice.number)
    return said("Invoice {number}", number=invoice.number)


def _addressee(unit: Unit, invoice: Invoice) -> list[str]:
    """Return who is addressed: as the invoice says, else the customer by name, else by id."""
    if invoice.bill_to:
        address = (invoice.bill_to.get("address") or "").splitlines()
        number = invoice.bill_to.get("vat_number")
        return [invoice.bill_to["name"], *address, *([number] if number else [])]
    return [names_of(unit.session, [invoice.customer]).get(invoice.customer, invoice.customer)]


def _facts(unit: Unit, invoice: Invoice) -> list[tuple[Said, Any]]:
    currency = invoice.currency
    facts: list[tuple[Said, Any]] = [
        (said("Seller"), invoice.legal.get("seller")), (said("SIREN"), invoice.legal.get("siren")),
        (said("Date"), invoice.issued_on), (said("Supplied on"), invoice.delivered_on or invoice.issued_on),
        (said("Your reference"), invoice.reference),
    ]  # fmt: skip
    if invoice.kind == "credit_note" and invoice.credits:
        facts += [(said("Credits invoice"), held(unit, invoice.credits).number), (said("Reason"), invoice.reason)]
    else:
        facts.append((said("Due on"), invoice.due_on))
    facts.append((said("Total with VAT"), Money(invoice.total, currency)))
    if invoice.paid or invoice.set_off:
        facts.append((said("Still due"), Money(invoice.due, currency)))
    return [(label, value) for label, value in facts if value is not None]


def _lines(invoice: Invoice, format: str) -> Table:
    currency = invoice.currency
    rates = {one["vat"]: Fraction(one["rate"]) for one in invoice.brackets}
    rows = [
        [line["description"], _quantity(line["quantity"], format), Money(line["unit_price"], currency),
         rates[_bracket(line)], Money(line["net"], currency)]
        for line in invoice.lines
    ]  # fmt: skip
    columns = [
        Column(said("Description")), Column(said("Quantity"), share=10), Column(said("Price without VAT"), "amount"),
        Column(said("VAT"), "rate"), Column(said("Amount without VAT"), "amount"),
    ]  # fmt: skip
    totals = [said("Total without VAT"), None, None, None, Money(invoice.net, currency)]
    return Table(columns, rows, totals=totals)


def _quantity(text: str, format: str) -> Said | str:
    """Return a quantity as a reader writes it; programs get the plain decimal."""
    whole, _, decimals = text.partition(".")
    if format != "pdf" or not decimals:
        return text
    return said("{whole}.{decimals}", whole=int(whole), decimals=decimals)


def _bracket(line: dict[str, Any]) -> str:
    return f"exempt.{line['exemption']}" if line["vat"] == "exempt" else str(line["vat"])


def _vat(invoice: Invoice) -> Table:
    currency = invoice.currency
    rows: list[list[Any]] = [
        [Fraction(one["rate"]), Money(one["base"], currency), Money(one["amount"], currency)]
        for one in invoice.brackets
    ]
    columns = [Column(said("Rate"), "rate"), Column(said("Base"), "amount"), Column(said("VAT"), "amount")]
    totals: list[Any] = [None, Money(invoice.net, currency), Money(invoice.vat, currency)]
    return Table(columns, rows, title=said("VAT by rate"), totals=totals)


def _notes(invoice: Invoice) -> list[Said | str]:
    notes: list[Said | str] = list(dict.fromkeys(one["mention"] for one in invoice.brackets if one["mention"]))
    if invoice.kind == "invoice" and invoice.legal:
        legal = invoice.legal
        notes += [
            said("In case of late payment, penalties at {rate} are due (Commercial Code, article L441-10).",
                 rate=legal["late_payment"]),
            said("A customer who is a professional then also owes a flat indemnity of {amount} for recovery "
                 "(Commercial Code, article D441-5).", amount=Money.parse(legal["indemnity"], invoice.currency)),
            said("No discount is given for early payment."),
        ]  # fmt: skip
    return notes
