"""Sheets: CSV as people send it, read into lines that a job settles one by one.

Reading is pure and the same each time, so an interrupted import resumes at the line where it stopped.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import marshmallow as ma

from services.commons.contract import QuerySchema
from services.commons.jobs import Line

from .contract import SheetHeaderUnfit, SheetMalformed, SheetNotUtf8, SheetTooLarge

LARGEST_BYTES = 20_000_000
MOST_LINES = 100_000
# A spreadsheet runs a cell that begins like this when somebody opens the export (OWASP, CSV injection).
FORMULA = ("=", "+", "@", "\t", "\r")


class Row(QuerySchema):
    """The shape of a sheet's row: every cell is text, an empty one counts as left out.

    ``phones`` names the columns in which a leading ``+`` is a country code and not a formula.
    """

    phones: frozenset[str] = frozenset()


def read_sheet(content: bytes, row: Row, *, unique: tuple[str, ...]) -> list[Line]:
    """Return a line for each row: its values, or what is wrong with it; the header is line 1.

    Columns are separated by comma, semicolon or tab, whichever the header uses. ``unique`` names the columns that
    together may stand in the sheet once. Raises a refusal when the sheet as a whole cannot be read.
    """
    records = _records(content)
    header = [name.strip().lower() for _, cells in records[:1] for name in cells]
    _check_header(header, row)
    first_seen: dict[tuple[str, ...], int] = {}
    lines = []
    for number, cells in records[1:]:
        problem: dict[str, Any] | None = _unreadable(header, cells, row)
        value: Any = None
        if problem is None:
            filled = {name: cell.strip() for name, cell in zip(header, cells, strict=True) if cell.strip()}
            value, problem = _loaded(row, filled)
            key = tuple(filled.get(name, "") for name in unique)
            if problem is None and key in first_seen:
                value, problem = None, _repeated(unique, first_seen[key])
            first_seen.setdefault(key, number)
        lines.append(Line(number, value, problem))
    return lines


def _records(content: bytes) -> list[tuple[int, list[str]]]:
    if len(content) > LARGEST_BYTES:
        raise SheetTooLarge(size=f"{len(content)} bytes", most=f"{LARGEST_BYTES} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SheetNotUtf8(position=error.start) from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    records = list(_parsed(text.replace("\x00", "\ufffd"), delimiter))
    if len(records) > MOST_LINES + 1:
        raise SheetTooLarge(size=f"{len(records) - 1} lines", most=f"{MOST_LINES} lines")
    return records


def _parsed(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader, number = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield number, cells
            number = reader.line_num + 1
    except csv.Error:
        raise SheetMalformed(line=reader.line_num) from None


def _check_header(header: list[str], row: Row) -> None:
    missing = [name for name, field in row.fields.items() if field.required and name not in header]
    unknown = [name for at, name in enumerate(header) if name not in row.fields or name in header[:at]]
    if missing or unknown:
        raise SheetHeaderUnfit(missing=", ".join(missing) or "none", unknown=", ".join(unknown) or "none")


def _unreadable(header: list[str], cells: list[str], row: Row) -> dict[str, Any] | None:
    if len(cells) != len(header):
        return _problem("row_length_differs", f"The row has {len(cells)} cell(s), the header {len(header)}.")
    for name, cell in zip(header, cells, strict=True):
        if cell.startswith(FORMULA) and not (name in row.phones and _is_phone(cell)):
            return _problem("formula_in_cell", f"The cell in column {name} begins like a formula.", name)
    return None


def _is_phone(cell: str) -> bool:
    return cell.startswith("+") and not cell[1:].translate(str.maketrans("", "", "0123456789 .()-/")).strip()


def _loaded(row: Row, cells: dict[str, str]) -> tuple[Any, dict[str, Any] | None]:
    try:
        return row.load(cells), None
    except ma.ValidationError as error:
        errors = [{"pointer": f"/{name}", "message": " ".join(map(str, messages))}
                  for name, messages in error.normalized_messages().items()]  # fmt: skip
        return None, {**_problem("row_unacceptable", "Some cells are not acceptable; see errors."), "errors": errors}


def _repeated(unique: tuple[str, ...], first: int) -> dict[str, Any]:
    return _problem("repeated_in_sheet", f"The same {' and '.join(unique)} stands in line {first} already.", unique[0])


def _problem(code: str, detail: str, column: str | None = None) -> dict[str, Any]:
    problem: dict[str, Any] = {"code": code, "title": "The line cannot be taken in.", "status": 422, "detail": detail}
    return {**problem, "values": {"column": column}} if column else problem
