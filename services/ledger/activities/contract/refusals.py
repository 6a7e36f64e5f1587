"""Why something told of an activity is not recorded."""

from __future__ import annotations

from services.commons.refusals import Refusal


class UnknownActivity(Refusal):
    """The books know no such activity."""

    code, status = "unknown_activity", 404
    sentence = "The books know no activity {activity}."


class UnknownGroup(Refusal):
    """The books know no activity of such a group or establishment."""

    code, status = "unknown_activity_group", 404
    sentence = "The books know no activity of {what} {id}."


class RevenueDiffers(Refusal):
    """The revenue of this external id was recorded before, with other values."""

    code, status = "revenue_differs", 409
    sentence = "Revenue {external_id} was recorded before with other values."


class RevenueOfInvoice(Refusal):
    """What an invoice made is changed through the invoice: by a payment or a credit note."""

    code, status = "revenue_of_invoice", 409
    sentence = "Revenue {revenue} was made by invoice {invoice}: pay or credit that one."


class RevenueReceived(Refusal):
    """Revenue is received once, and a cancelled one never."""

    code, status = "revenue_received", 409
    sentence = "Revenue {revenue} was {what} on {date}."


class ExpenseDiffers(Refusal):
    """The expense of this external id was recorded before, with other values."""

    code, status = "expense_differs", 409
    sentence = "Expense {external_id} was recorded before with other values."


class SupplierNeeded(Refusal):
    """An expense is either paid at once, or owed to a supplier whom the books know."""

    code, status = "supplier_needed", 422
    sentence = "Say either which supplier the expense is owed to, or which account it was paid from."


class NotASupplier(Refusal):
    """Expenses are owed to suppliers and to other cooperatives."""

    code, status = "not_a_supplier", 422
    sentence = "{auxiliary} is a {kind}, not a supplier."


class ExpenseSettled(Refusal):
    """What is owed to a supplier is paid once."""

    code, status = "expense_settled", 409
    sentence = "Expense {expense} was {what} on {date}."


class PayrollEntryDiffers(Refusal):
    """The pay of this month, person and activity was recorded before, with other values."""

    code, status = "payroll_entry_differs", 409
    sentence = "The pay of {person} for {month} on {activity} was recorded before with other values."


class PayrollUnbalanced(Refusal):
    """Gross pay is the net, the employee's charges and the income tax withheld."""

    code, status = "payroll_unbalanced", 422
    sentence = "Gross pay is {gross}, but net, employee's charges and income tax come to {parts}."


class AlreadyCancelled(Refusal):
    """What was recorded is cancelled once."""

    code, status = "already_cancelled", 409
    sentence = "{id} was cancelled on {date}."
