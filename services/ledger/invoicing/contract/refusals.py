"""Why an invoice is not drafted, issued, paid or credited."""

from __future__ import annotations

from services.commons.refusals import Refusal


class NotACustomer(Refusal):
    """Invoices go to customers, cooperatives and members."""

    code, status = "not_a_customer", 422
    sentence = "{auxiliary} is a {kind}, not a customer."


class InvoiceWithoutAmount(Refusal):
    """An invoice asks for something; what is owed to a customer is a credit note."""

    code, status = "invoice_without_amount", 422
    sentence = "The lines come to {total}; an invoice is above zero."


class ExemptionNeeded(Refusal):
    """A line without VAT says by which rule, and a line with VAT does not."""

    code, status = "exemption_needed", 422
    sentence = "Line {line}: give an exemption where the VAT is exempt, and only there."


class InvoiceInWrongState(Refusal):
    """The invoice is not in the state that this needs."""

    code, status = "invoice_in_wrong_state", 409
    sentence = "Invoice {invoice} is {state}; this needs one that is {needed}."


class InvoiceOutOfOrder(Refusal):
    """Invoices are numbered in the order of their days, and none is dated in the future."""

    code, status = "invoice_out_of_order", 409
    sentence = "{date} is {why}."
    article = "General Tax Code, article 242 nonies A of annex II"


class InvoiceOverpaid(Refusal):
    """A payment settles at most what is due."""

    code, status = "invoice_overpaid", 409
    sentence = "{due} is due on {invoice}; {amount} is more."


class CreditExceedsInvoice(Refusal):
    """Credit notes take back at most what was invoiced."""

    code, status = "credit_exceeds_invoice", 409
    sentence = "Of line {line} of {invoice}, {left} can still be credited."


class PaymentCancelled(Refusal):
    """A payment is cancelled once."""

    code, status = "payment_cancelled", 409
    sentence = "Payment {payment} was cancelled on {date}."
