"""Banking: accounts at banks, their statements and what these settle, reconciliation, and SEPA orders."""

from .accounts import (
    get_bank_account,
    list_bank_accounts,
    list_payment_details,
    open_bank_account,
    set_payment_details,
    update_bank_account,
)
from .matching import (
    add_rule,
    ignore_line,
    list_open_items,
    list_proposals,
    list_rules,
    match_line,
    retire_rule,
    run_matching,
    unmatch_line,
)
from .payments import (
    approve_order,
    cancel_order,
    get_order,
    list_mandates,
    list_orders,
    make_order,
    mark_order_sent,
    order_file,
    record_mandate,
    revoke_mandate,
)
from .reconciliation import reconciliation, reconciliation_document
from .statements import get_line, import_statement, list_lines, list_statements

__all__ = [
    "add_rule", "approve_order", "cancel_order", "get_bank_account", "get_line", "get_order", "ignore_line",
    "import_statement", "list_bank_accounts", "list_lines", "list_mandates", "list_open_items", "list_orders",
    "list_payment_details", "list_proposals", "list_rules", "list_statements", "make_order", "mark_order_sent",
    "match_line", "open_bank_account", "order_file", "reconciliation", "reconciliation_document", "record_mandate",
    "retire_rule", "revoke_mandate", "run_matching", "set_payment_details", "unmatch_line", "update_bank_account",
]  # fmt: skip
