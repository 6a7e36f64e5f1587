"""Sheets: CSV as people send it, read into lines that a job settles one by one."""

from .cells import CountCell, DayCell, DecimalCell, PhoneCell, TimeCell, WordCell
from .query import SheetQuery
from .reading import read_sheet
from .refusals import LARGEST_BYTES, SHEET_REFUSALS, SHEET_TYPES
from .row import Row

__all__ = [
    "LARGEST_BYTES", "SHEET_REFUSALS", "SHEET_TYPES", "CountCell", "DayCell", "DecimalCell", "PhoneCell", "Row",
    "SheetQuery", "TimeCell", "WordCell", "read_sheet",
]  # fmt: skip
