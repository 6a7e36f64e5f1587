"""What can be done with activities in the books, and what every posting for them is held to."""

from services.ledger.activities import closed, cover

from . import documents, expenses, knowing, payables, payroll, revenues, statements, treasuries

__all__ = [
    "closed", "cover", "documents", "expenses", "knowing", "payables", "payroll", "revenues", "statements",
    "treasuries",
]  # fmt: skip
