"""The FEC as the law lays it out (LPF art. A47 A-1), and whether a file keeps to it."""

from .layout import COLUMNS, DEBIT_CREDIT, SIGNED, Layout, layout_of
from .reading import FecLine, amount_of, day_of, line_of
from .verification import MOST_FINDINGS, Finding, Verification, verified
from .writing import JOURNALS, cleaned, decimal_comma, fec_name, written

__all__ = [
    "COLUMNS", "DEBIT_CREDIT", "JOURNALS", "MOST_FINDINGS", "SIGNED", "FecLine", "Finding", "Layout", "Verification",
    "amount_of", "cleaned", "day_of", "decimal_comma", "fec_name", "layout_of", "line_of", "verified", "written",
]  # fmt: skip
