"""Typesets a paper as PDF: tagged, archivable (PDF/A-2a, ISO 19005-2), charts as vectors."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from .charts import drawn
from .compiling import compiled
from .paper import Blank, Block, Facts, Grid, Heading, NewPage, Paper, Prose, Signatures, Steps, Verdict
from .sheet import Bars, Curve
from .wording import worded

TEMPLATE = Path(__file__).parent / "paper.typ"


def typeset_paper(paper: Paper, language: str, made_at: datetime) -> bytes:
    """Return the PDF; the same paper made at the same moment is the same to the byte."""
    return compiled(TEMPLATE, "paper", _content(paper, language), made_at)


def _content(paper: Paper, language: str) -> dict[str, Any]:
    return {
        "language": language, "title": worded(paper.title, language), "coop": paper.coop,
        "subtitle": worded(paper.subtitle, language), "mark": worded(paper.mark, language),
        "blocks": [_block(block, language) for block in paper.blocks],
    }  # fmt: skip


def _block(block: Block, language: str) -> dict[str, Any]:
    def text(value: Any) -> str:
        return worded(value, language)

    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": text(block.text)}
        case Prose():
            return {"kind": "prose", "style": block.style, "text": text(block.text)}
        case Facts():
            return {"kind": "facts", "rows": [[text(label), text(value)] for label, value in block.rows]}
        case Grid():
            return {"kind": "table", "height": block.row_height, **_table(block, language)}
        case Steps():
            return {"kind": "steps", "items": [[text(said), text(article)] for said, article in block.items]}
        case Verdict():
            return {"kind": "verdict", "tone": block.tone, "text": text(block.text)}
        case Blank():
            return {"kind": "blank", "label": text(block.label)}
        case Signatures():
            people = [[text(role), text(name), text(note)] for role, name, note in block.people]
            return {"kind": "signatures", "people": people}
        case NewPage():
            return {"kind": "page"}
        case Bars() | Curve():
            return {"kind": "chart", "title": text(block.title), "svg": drawn(block, language)}


def _table(grid: Grid, language: str) -> dict[str, Any]:
    table = grid.table
    return {
        "title": worded(table.title, language),
        "columns": [
            {"heading": worded(column.heading, language), "width": column.width, "code": column.kind == "code",
             "right": column.kind in ("amount", "count", "rate")}
            for column in table.columns
        ],
        "rows": [
            {"cells": [worded(cell, language) for cell in row], "strong": place in table.subtotals}
            for place, row in enumerate(table.rows)
        ],
        "totals": [worded(cell, language) for cell in table.totals or ()],
    }  # fmt: skip
