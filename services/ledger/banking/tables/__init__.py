"""What the room keeps: accounts, statements, matches, orders. IBANs and names stand here and nowhere else."""

from .accounts import BankAccount, KnownPayer, PaymentDetails
from .matches import BankMatch, BankRule
from .payments import Mandate, PaymentOrder, PaymentOrderItem
from .statements import BankLine, BankLineStanding, BankStatement, BankStatementLine

__all__ = [
    "BankAccount", "BankLine", "BankLineStanding", "BankMatch", "BankRule", "BankStatement", "BankStatementLine",
    "KnownPayer", "Mandate", "PaymentDetails", "PaymentOrder", "PaymentOrderItem",
]  # fmt: skip
