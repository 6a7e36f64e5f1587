"""What can be done with activities in the books, and the cover that every posting for them keeps within."""

from services.ledger.activities import cover

from . import documents, expenses, knowing, payables, payroll, revenues, statements, treasuries

__all__ = ["cover", "documents", "expenses", "knowing", "payables", "payroll", "revenues", "statements", "treasuries"]
