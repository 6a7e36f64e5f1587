"""The use cases of banking."""

from . import accounts, bank_rules, lines, mandates, orders, reconciling, statements

__all__ = ["accounts", "bank_rules", "lines", "mandates", "orders", "reconciling", "statements"]
