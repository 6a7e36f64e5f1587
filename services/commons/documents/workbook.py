"""Writes a sheet as a spreadsheet: facts first, then each table on a page of its own, amounts and days as such."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import xlsxwriter

from ..money import Money, exponent
from .sheet import Sheet, Table, Value
from .wording import worded

_OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def workbook(sheet: Sheet, language: str) -> bytes:
    """Return the spreadsheet (ECMA-376); texts are texts, whatever they begin with."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        # Without a day of its own the same sheet is the same file.
        book.set_properties({"title": worded(sheet.title, language), "company": sheet.coop, "created": _EPOCH})
        pen = _Pen(book, language)
        front = book.add_worksheet(_name(worded(sheet.title, language), 0))
        front.set_column(0, 0, 34)
        front.set_column(1, 1, 24)
        front.write_string(0, 0, worded(sheet.title, language), pen.bold)
        front.write_string(1, 0, sheet.coop)
        front.write_string(2, 0, worded(sheet.subtitle, language))
        row = 4
        for label, value in sheet.facts:
            front.write_string(row, 0, worded(label, language))
            pen.write(front, row, 1, value)
            row += 1
        for note in sheet.notes:
            row += 1
            front.write_string(row, 0, worded(note, language))
        for place, table in enumerate(sheet.tables, 1):
            _table(book, pen, table, place, language)
    return target.getvalue()


def _table(book: Any, pen: _Pen, table: Table, place: int, language: str) -> None:
    page = book.add_worksheet(_name(worded(table.title, language), place))
    page.freeze_panes(1, 0)
    for number, column in enumerate(table.columns):
        page.set_column(number, number, column.width)
        page.write_string(0, number, worded(column.heading, language), pen.bold)
    rows = [*table.rows, *([table.totals] if table.totals else [])]
    for line, cells in enumerate(rows, 1):
        strong = line > len(table.rows) or line - 1 in table.subtotals
        for number, cell in enumerate(cells):
            pen.write(page, line, number, cell, strong=strong)


class _Pen:
    """Writes cells with the formats of one workbook."""

    def __init__(self, book: Any, language: str) -> None:
        self._book, self._language = book, language
        self._formats: dict[tuple[str, bool], Any] = {}
        self.bold = self._format("", True)

    def write(self, page: Any, row: int, column: int, value: Value, *, strong: bool = False) -> None:
        match value:
            case None:
                return
            case Money():
                digits = exponent(value.currency)
                form = f"#,##0{'.' if digits else ''}{'0' * digits}"
                page.write_number(row, column, Decimal(str(value)), self._format(form, strong))
            case date():
                page.write_datetime(row, column, value, self._format("yyyy-mm-dd", strong))
            case Fraction():
                exact = Decimal(value.numerator) / Decimal(value.denominator)
                page.write_number(row, column, exact, self._format("0.00##%", strong))
            case int():
                page.write_number(row, column, value, self._format("#,##0", strong))
            case _:
                page.write_string(row, column, worded(value, self._language), self._format("", strong))

    def _format(self, form: str, strong: bool) -> Any:
        if (form, strong) not in self._formats:
            wanted = ({"num_format": form} if form else {}) | ({"bold": True} if strong else {})
            self._formats[form, strong] = self._book.add_format(wanted)
        return self._formats[form, strong]


def _name(title: str, place: int) -> str:
    """Return the name of a page: at most 31 characters, none of those that the format forbids, never twice."""
    kept = "".join(" " if character in "[]:*?/\\'" else character for character in title).strip()
    return f"{place + 1} {kept}"[:31].strip()
