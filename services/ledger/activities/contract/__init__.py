"""Activities of an activity-and-employment cooperative: what is told of them, and what they have."""

from services.commons.documents import PRODUCES
from services.commons.sheets import LARGEST_BYTES, SHEET_REFUSALS, SHEET_TYPES, SheetQuery
from services.ledger.contract import ledger
from services.ledger.journal.contract import POSTING_REFUSALS

from . import refusals as refused
from .shapes import (
    Expense,
    NewCancellation,
    NewExpense,
    NewReceipt,
    NewRevenue,
    NewSettlement,
    PayrollEntry,
    Revenue,
    ToldQuery,
)
from .statements import (
    ActivityStatement,
    ActivityTreasury,
    EstablishmentStatement,
    GroupStatement,
    Statement,
    StatementDocumentQuery,
    StatementQuery,
    TreasuriesQuery,
    TreasuryQuery,
)

CANCELLING = (refused.AlreadyCancelled, *POSTING_REFUSALS)
EXPENSE_REFUSALS = (
    refused.UnknownActivity, refused.ExpenseDiffers, refused.SupplierNeeded, refused.NotASupplier, *POSTING_REFUSALS,
)  # fmt: skip

record_revenue = ledger.command(
    "record_revenue", "POST /activities/{activity_id}/revenues", body=NewRevenue, returns=Revenue,
    scope="contributions:write", refuses=[refused.UnknownActivity, refused.RevenueDiffers, *POSTING_REFUSALS],
    summary="Record an activity's revenue: D 411 / C 706, on the activity's axis",
)  # fmt: skip
import_revenues = ledger.job(
    "import_revenues", "POST /imports/revenues", accepts=SHEET_TYPES, largest=LARGEST_BYTES, query=SheetQuery,
    scope="contributions:write",
    refuses=[refused.UnknownActivity, refused.RevenueDiffers, *POSTING_REFUSALS, *SHEET_REFUSALS],
    summary="Record the revenue of many activities: CSV activity, date, amount, external_id[, vat, received_on]",
)  # fmt: skip
list_revenues = ledger.query(
    "list_revenues", "GET /revenues", returns=Revenue, query=ToldQuery, paged=True, scope="contributions:read",
    summary="List the revenue of activities, that of invoices included",
)  # fmt: skip
receive_revenue = ledger.command(
    "receive_revenue", "POST /revenues/{revenue_id}/receipt", body=NewReceipt, returns=Revenue,
    scope="contributions:write", refuses=[refused.RevenueReceived, refused.RevenueOfInvoice, *POSTING_REFUSALS],
    summary="Say that a revenue was paid: D 512 / C 411",
)  # fmt: skip
cancel_revenue = ledger.command(
    "cancel_revenue", "POST /revenues/{revenue_id}/cancellation", body=NewCancellation, returns=Revenue,
    scope="contributions:write", refuses=[refused.RevenueOfInvoice, *CANCELLING],
    summary="Cancel a revenue that was recorded by mistake, and its receipt, by counter-entries",
)  # fmt: skip
record_expense = ledger.command(
    "record_expense", "POST /activities/{activity_id}/expenses", body=NewExpense, returns=Expense,
    scope="contributions:write", refuses=EXPENSE_REFUSALS,
    summary="Record an activity's expense: D 6…, D 44566 / C 401 or 512, within its treasury and the cover",
)  # fmt: skip
import_expenses = ledger.job(
    "import_expenses", "POST /imports/expenses", accepts=SHEET_TYPES, largest=LARGEST_BYTES, query=SheetQuery,
    scope="contributions:write", refuses=[*EXPENSE_REFUSALS, *SHEET_REFUSALS],
    summary="Record many expenses: CSV activity, date, amount, account, external_id[, vat, supplier, paid_from]",
)  # fmt: skip
list_expenses = ledger.query(
    "list_expenses", "GET /expenses", returns=Expense, query=ToldQuery, paged=True, scope="contributions:read",
    summary="List the expenses of activities",
)  # fmt: skip
settle_expense = ledger.command(
    "settle_expense", "POST /expenses/{expense_id}/payment", body=NewSettlement, returns=Expense,
    scope="contributions:write", refuses=[refused.ExpenseSettled, *POSTING_REFUSALS],
    summary="Say that an expense was paid to its supplier: D 401 / C 512",
)  # fmt: skip
cancel_expense = ledger.command(
    "cancel_expense", "POST /expenses/{expense_id}/cancellation", body=NewCancellation, returns=Expense,
    scope="contributions:write", refuses=CANCELLING,
    summary="Cancel an expense that was recorded by mistake, by its counter-entry",
)  # fmt: skip
import_payroll_entries = ledger.job(
    "import_payroll_entries", "POST /imports/payroll-entries", accepts=SHEET_TYPES, largest=LARGEST_BYTES,
    query=SheetQuery, scope="contributions:write",
    refuses=[
        refused.UnknownActivity, refused.PayrollEntryDiffers, refused.PayrollUnbalanced, *POSTING_REFUSALS,
        *SHEET_REFUSALS,
    ],
    summary="Book the pay that activities bear: CSV month, activity, person, gross, employer_charges, "
            "employee_charges, net[, income_tax]; D 641, D 645 / C 421, 431, 4421",
)  # fmt: skip
list_payroll_entries = ledger.query(
    "list_payroll_entries", "GET /payroll-entries", returns=PayrollEntry, query=ToldQuery, paged=True,
    scope="contributions:read", summary="List the pay that activities bear",
)  # fmt: skip
cancel_payroll_entry = ledger.command(
    "cancel_payroll_entry", "POST /payroll-entries/{payroll_entry_id}/cancellation", body=NewCancellation,
    returns=PayrollEntry, scope="contributions:write", refuses=CANCELLING,
    summary="Cancel a pay that was booked by mistake, by its counter-entry; it may then be imported anew",
)  # fmt: skip
activity_treasury = ledger.query(
    "get_activity_treasury", "GET /activities/{activity_id}/treasury", returns=ActivityTreasury, query=TreasuryQuery,
    scope="contributions:read", refuses=[refused.UnknownActivity],
    summary="Show what an activity has left to spend, and how it is made up",
)  # fmt: skip
list_treasuries = ledger.query(
    "list_activity_treasuries", "GET /activity-treasuries", returns=ActivityTreasury, query=TreasuriesQuery,
    paged=True, scope="contributions:read", summary="List the activities with what each has left to spend",
)  # fmt: skip
activity_statement = ledger.query(
    "get_activity_statement", "GET /activities/{activity_id}/statement", returns=ActivityStatement,
    query=StatementQuery, scope="contributions:read", refuses=[refused.UnknownActivity], snapshot=True,
    summary="Show what an activity earned, cost and contributed",
)  # fmt: skip
group_statement = ledger.query(
    "get_group_statement", "GET /cooperation-groups/{group_id}/statement", returns=GroupStatement,
    query=StatementQuery, scope="contributions:read", refuses=[refused.UnknownGroup], snapshot=True,
    summary="Show what the activities of a cooperation group earned, cost and contributed together",
)  # fmt: skip
establishment_statement = ledger.query(
    "get_establishment_statement", "GET /establishments/{establishment}/statement", returns=EstablishmentStatement,
    query=StatementQuery, scope="contributions:read", refuses=[refused.UnknownGroup], snapshot=True,
    summary="Show what the activities of an establishment earned, cost and contributed together",
)  # fmt: skip
shared_services_statement = ledger.query(
    "get_shared_services_statement", "GET /shared-services/statement", returns=Statement, query=StatementQuery,
    scope="contributions:read", snapshot=True, summary="Show what the shared services received and cost",
)  # fmt: skip
activity_statement_document = ledger.download(
    "download_activity_statement", "GET /activities/{activity_id}/statement/document", produces=PRODUCES,
    query=StatementDocumentQuery, scope="contributions:read", refuses=[refused.UnknownActivity],
    summary="Download an activity's statement as PDF, CSV or spreadsheet",
)  # fmt: skip
group_statement_document = ledger.download(
    "download_group_statement", "GET /cooperation-groups/{group_id}/statement/document", produces=PRODUCES,
    query=StatementDocumentQuery, scope="contributions:read", refuses=[refused.UnknownGroup],
    summary="Download a cooperation group's statement as PDF, CSV or spreadsheet",
)  # fmt: skip
establishment_statement_document = ledger.download(
    "download_establishment_statement", "GET /establishments/{establishment}/statement/document", produces=PRODUCES,
    query=StatementDocumentQuery, scope="contributions:read", refuses=[refused.UnknownGroup],
    summary="Download an establishment's statement as PDF, CSV or spreadsheet",
)  # fmt: skip
shared_services_document = ledger.download(
    "download_shared_services_statement", "GET /shared-services/statement/document", produces=PRODUCES,
    query=StatementDocumentQuery, scope="contributions:read",
    summary="Download the shared services' statement as PDF, CSV or spreadsheet",
)  # fmt: skip
