"""Spreadsheets of many rows: the rows go to a file page by page, and a worker process makes the workbook of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from services.commons.canonical import json_text
from services.commons.documents.query import MEDIA
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.commons.workers.offload import offload

from .contract import ExportTooLong
from .kept import kept_part

# The format itself ends at 1,048,576 rows; a workbook of this many is made well within a download's 30 seconds.
MOST_ROWS = 100_000
Kind = Literal["text", "day", "amount", "count"]


def spreadsheet_part(
    unit: Unit, cursor: str | None, name: str, columns: Sequence[tuple[str, Kind]],
    pages: Iterable[Sequence[Sequence[str]]],
) -> Chunk:  # fmt: skip
    """Return a part of the workbook of some rows, which are read when there is no cursor yet."""

    def make(path: Path) -> None:
        rows = path.with_suffix(f"{path.suffix}-rows")
        try:
            with rows.open("w", encoding="utf-8") as file:
                for page in pages:
                    file.writelines(f"{json_text(list(row))}\n" for row in page)
            offload(make_workbook, str(rows), str(path), list(columns))
        finally:
            rows.unlink(missing_ok=True)

    return kept_part(unit, cursor, name, MEDIA["xlsx"], make)


def check_length(lines: int, format: str, most: int = MOST_ROWS) -> None:
    """Refuse what is too long for a format that is made as a whole."""
    if lines > most:
        raise ExportTooLong(lines=lines, format=format, most=most)


def make_workbook(rows: str, target: str, columns: list[tuple[str, Kind]]) -> None:
    """Make a workbook of a file of JSON lines, a row at a time; runs in a worker process."""
    import xlsxwriter  # here, so that only a worker loads it

    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "tmpdir": str(Path(target).parent),
    }  # fmt: skip
    with xlsxwriter.Workbook(target, options) as book, Path(rows).open(encoding="utf-8") as lines:
        page = book.add_worksheet()
        page.freeze_panes(1, 0)
        bold, day, amount = (
            book.add_format(one) for one in ({"bold": True}, {"num_format": "yyyy-mm-dd"}, {"num_format": "#,##0.00"})
        )
        for number, (title, kind) in enumerate(columns):
            page.set_column(number, number, 30 if kind == "text" else 14)
            page.write_string(0, number, title, bold)
        for place, line in enumerate(lines, 1):
            for number, cell in enumerate(json.loads(line)):
                kind = columns[number][1]
                if not cell:
                    continue
                if kind == "amount":
                    page.write_number(place, number, Decimal(cell), amount)
                elif kind == "count":
                    page.write_number(place, number, int(cell))
                elif kind == "day":
                    page.write_datetime(place, number, date.fromisoformat(cell), day)
                else:
                    page.write_string(place, number, cell[:32_767])
