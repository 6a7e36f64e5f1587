"""Writes a sheet's tables as CSV (RFC 4180): a program reads the values, a person the headings."""

from __future__ import annotations

import csv
import io

from .sheet import Sheet
from .wording import plain


def separated(sheet: Sheet, language: str) -> bytes:
    """Return the tables as CSV in UTF-8, totals left out; tables after the first stand apart by an empty line.

    A sheet without tables writes its facts, a line each.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if not sheet.tables:
        writer.writerows([plain(label, language), plain(value, language)] for label, value in sheet.facts)
    for place, table in enumerate(sheet.tables):
        if place:
            writer.writerow([])
        writer.writerow([plain(column.heading, language) for column in table.columns])
        writer.writerows([plain(cell, language) for cell in row] for row in table.rows)
    return text.getvalue().encode()
