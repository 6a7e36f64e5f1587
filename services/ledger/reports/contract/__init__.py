"""What the books come to: balances, statements, cash, a member's statement, and the figures that are disclosed."""

from .cash import cash_position, cash_position_document
from .figures import disclosure_published, list_figures, publish_figures
from .member import PeriodReversed, StatementTooLong, member_statement, member_statement_document
from .statements import balance_sheet, balance_sheet_document, income_statement, income_statement_document
from .trial_balance import trial_balance, trial_balance_document

__all__ = [
    "PeriodReversed", "StatementTooLong", "balance_sheet", "balance_sheet_document", "cash_position",
    "cash_position_document", "disclosure_published", "income_statement", "income_statement_document", "list_figures",
    "member_statement", "member_statement_document", "publish_figures", "trial_balance", "trial_balance_document",
]  # fmt: skip
