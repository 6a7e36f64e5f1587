"""Typesets a sheet as PDF: tagged, archivable (PDF/A-2a, ISO 19005-2), charts as vectors."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from .charts import drawn
from .compiling import compiled
from .sheet import Sheet, Table
from .wording import worded

TEMPLATE = Path(__file__).parent / "sheet.typ"
# A table of more columns than that, or of wider ones, turns the page.
_UPRIGHT = 130


def typeset(sheet: Sheet, language: str, made_at: datetime) -> bytes:
    """Return the PDF; the same sheet made at the same moment is the same to the byte."""
    return compiled(TEMPLATE, "sheet", _content(sheet, language), made_at)


def _content(sheet: Sheet, language: str) -> dict[str, Any]:
    def text(value: Any) -> str:
        return worded(value, language)

    return {
        "language": language, "title": text(sheet.title), "coop": sheet.coop, "subtitle": text(sheet.subtitle),
        "wide": any(sum(column.width for column in table.columns) > _UPRIGHT for table in sheet.tables),
        "addressee": list(sheet.addressee), "facts": [[text(label), text(value)] for label, value in sheet.facts],
        "tables": [_table(table, language) for table in sheet.tables],
        "charts": [
            {"title": text(chart.title), "svg": drawn(chart, language), "alt": text(chart.title)}
            for chart in sheet.charts
        ],
        "notes": [text(note) for note in sheet.notes], "signatures": [text(who) for who in sheet.signatures],
    }  # fmt: skip


def _table(table: Table, language: str) -> dict[str, Any]:
    return {
        "title": worded(table.title, language),
        "columns": [
            {"heading": worded(column.heading, language), "width": column.width,
             "right": column.kind in ("amount", "count", "rate")}
            for column in table.columns
        ],
        "rows": [
            {"cells": [worded(cell, language) for cell in row], "strong": place in table.subtotals}
            for place, row in enumerate(table.rows)
        ],
        "totals": [worded(cell, language) for cell in table.totals or ()],
    }  # fmt: skip
