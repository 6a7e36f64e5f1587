"""Reports that people read: one sheet of facts, tables and charts, written as PDF, CSV or spreadsheet."""

from .query import PRODUCES, DocumentQuery
from .said import Said, said
from .sheet import Bars, Column, Curve, Sheet, Table
from .written import part_of, written

__all__ = [
    "PRODUCES", "Bars", "Column", "Curve", "DocumentQuery", "Said", "Sheet", "Table", "part_of", "said",
    "written",
]  # fmt: skip
