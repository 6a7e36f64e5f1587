"""Customer invoices of activities: drafted, issued under a number, paid, credited, printed."""

from services.commons.documents import PRODUCES, DocumentQuery
from services.ledger.activities.contract.refusals import UnknownActivity
from services.ledger.contract import ledger
from services.ledger.journal.contract import POSTING_REFUSALS
from services.ledger.journal.refusals import UnknownAuxiliary, WrongCurrency

from . import refusals as refused
from .shapes import (
    Ageing,
    AgeingQuery,
    Invoice,
    InvoiceIssued,
    InvoicePaid,
    InvoicePayment,
    InvoicesQuery,
    Issue,
    NewCreditNote,
    NewInvoice,
    NewInvoicePayment,
)

invoice_issued = ledger.event("invoice.issued", InvoiceIssued)
invoice_paid = ledger.event("invoice.paid", InvoicePaid)

draft_invoice = ledger.command(
    "draft_invoice", "POST /activities/{activity_id}/invoices", body=NewInvoice, returns=Invoice,
    scope="invoices:write",
    refuses=[
        UnknownActivity, UnknownAuxiliary, WrongCurrency, refused.NotACustomer, refused.InvoiceWithoutAmount,
        refused.ExemptionNeeded,
    ],
    summary="Draft an invoice of an activity",
)  # fmt: skip
discard_invoice = ledger.command(
    "discard_invoice", "POST /invoices/{invoice_id}/discard", returns=Invoice, scope="invoices:write", status=200,
    refuses=[refused.InvoiceInWrongState], summary="Discard a draft",
)  # fmt: skip
issue_invoice = ledger.command(
    "issue_invoice", "POST /invoices/{invoice_id}/issue", body=Issue, returns=Invoice, scope="invoices:write",
    status=200, refuses=[refused.InvoiceInWrongState, refused.InvoiceOutOfOrder, *POSTING_REFUSALS],
    emits=[invoice_issued], summary="Issue an invoice: give it the next number and book D 411 / C 706, 44571",
)  # fmt: skip
credit_invoice = ledger.command(
    "credit_invoice", "POST /invoices/{invoice_id}/credit-notes", body=NewCreditNote, returns=Invoice,
    scope="invoices:write",
    refuses=[
        refused.InvoiceInWrongState, refused.InvoiceOutOfOrder, refused.CreditExceedsInvoice,
        refused.InvoiceWithoutAmount, *POSTING_REFUSALS,
    ],
    emits=[invoice_issued], summary="Credit an invoice in whole or in part, by a credit note linked to it",
)  # fmt: skip
pay_invoice = ledger.command(
    "pay_invoice", "POST /invoices/{invoice_id}/payments", body=NewInvoicePayment, returns=InvoicePayment,
    scope="invoices:write", refuses=[refused.InvoiceInWrongState, refused.InvoiceOverpaid, *POSTING_REFUSALS],
    emits=[invoice_paid],
    summary="Record a payment of an invoice: D 512 / C 411 (of a credit note: what is paid back)",
)  # fmt: skip
cancel_invoice_payment = ledger.command(
    "cancel_invoice_payment", "POST /invoice-payments/{payment_id}/cancellation", body=Issue, returns=InvoicePayment,
    scope="invoices:write", refuses=[refused.PaymentCancelled, *POSTING_REFUSALS], emits=[invoice_paid],
    summary="Cancel a payment that did not arrive after all, by its counter-entry",
)  # fmt: skip
get_invoice = ledger.query(
    "get_invoice", "GET /invoices/{invoice_id}", returns=Invoice, scope="invoices:read", summary="Look at an invoice"
)
list_invoices = ledger.query(
    "list_invoices", "GET /invoices", returns=Invoice, query=InvoicesQuery, paged=True, scope="invoices:read",
    summary="List invoices and credit notes",
)  # fmt: skip
list_invoice_payments = ledger.query(
    "list_invoice_payments", "GET /invoices/{invoice_id}/payments", returns=InvoicePayment, paged=True,
    scope="invoices:read", summary="List the payments of an invoice",
)  # fmt: skip
invoice_ageing = ledger.query(
    "get_invoice_ageing", "GET /invoice-ageing", returns=Ageing, query=AgeingQuery, paged=True, scope="invoices:read",
    summary="Show what each customer owes, by how late it is",
)  # fmt: skip
invoice_document = ledger.download(
    "download_invoice", "GET /invoices/{invoice_id}/document", produces=PRODUCES, query=DocumentQuery,
    scope="invoices:read", summary="Download an invoice as PDF, CSV or spreadsheet, with the mentions the law asks for",
)  # fmt: skip
