"""Reads a sheet into lines. Pure and the same each time, so that an interrupted import resumes where it stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import marshmallow as ma

from ..jobs.line import Line
from .cells import PhoneCell
from .decoding import decoded
from .folding import folded
from .formulas import is_failed, is_formula, is_garbled, unguarded
from .headings import Column, Headings
from .row import Row
from .separating import Records, separated

Problem = dict[str, Any]


def read_sheet(
    content: bytes, row: Row, *, unique: tuple[str, ...], arguments: Mapping[str, Any] | None = None
) -> list[Line]:
    """Return a line for each row: its values, or what is wrong with it; the number is that of the line in the file.

    ``arguments`` are those of a SheetQuery. ``unique`` names the fields that together may stand in the sheet once
    where they are filled; none where lines may repeat. Raises a refusal when the sheet as a whole cannot be read.
    """
    said = arguments or {}
    row.phone_country = said.get("country") or row.phone_country
    headings = Headings(row, said)
    records = separated(decoded(content, said.get("encoding")), headings.knows)
    columns = headings.columns(records.heading)
    return list(_lines(records, columns, row, unique))


def _lines(records: Records, columns: Sequence[Column], row: Row, unique: tuple[str, ...]) -> list[Line]:
    phones = frozenset(name for name, field in row.fields.items() if isinstance(field, PhoneCell))
    known = {column.field: column for column in columns}
    heading = [folded(cell) for cell in records.heading]
    first_seen: dict[tuple[str, ...], int] = {}
    lines = []
    for number, cells in records.rows:
        if [folded(cell) for cell in cells] == heading:
            continue  # pages of a table put together: the heading comes again
        problem = _unreadable(records.heading, cells, columns, phones)
        value: Any = None
        if problem is None:
            filled = {one.field: text for one in columns if (text := unguarded(cells[one.place].strip()).strip())}
            filled |= {name: _written_plainly(row, other, filled[other]) for name, other in row.stands_in.items()
                       if name not in known and other in filled}  # fmt: skip
            value, problem = _loaded(row, filled, known)
            key = tuple(filled.get(name, "") for name in unique)
            if problem is None and any(key) and key in first_seen:
                value, problem = None, _repeated(unique, filled, known, first_seen[key])
            first_seen.setdefault(key, number)
        lines.append(Line(number, value, problem))
    return lines


def _written_plainly(row: Row, name: str, text: str) -> str:
    """Return a value as it is written in one way only: 001 and 1,0 are the number 1, whoever wrote them."""
    try:
        return str(row.fields[name].deserialize(text))
    except ma.ValidationError:
        return text


def _unreadable(
    heading: list[str], cells: list[str], columns: Sequence[Column], phones: frozenset[str]
) -> Problem | None:
    if len(cells) < len(heading) or any(cell.strip() for cell in cells[len(heading) :]):
        return _problem("row_length_differs", f"The row has {len(cells)} cell(s), the heading {len(heading)}; "
                        "a separator is missing or one too many (a cell that holds one stands in quotes).")  # fmt: skip
    for place, (name, cell) in enumerate(zip(heading, cells, strict=False), 1):
        if cell.strip() and not name.strip():
            return _problem("row_length_differs", f"Cell {place} holds something and its column has no heading.")
    for one in columns:
        cell = unguarded(cells[one.place])
        if is_formula(cell, phone=one.field in phones):
            detail = f"{one.heading}: {shown_safely(cell)} begins like a formula; write the value itself."
            return _problem("formula_in_cell", detail, column=one.heading, value=shown_safely(cell))
        if is_garbled(cell):
            detail = f"{one.heading}: {shown_safely(cell)} holds a character that cannot be seen; write the cell anew."
            return _problem("unseen_character_in_cell", detail, column=one.heading, value=shown_safely(cell))
        if is_failed(cell):
            detail = f"{one.heading}: {shown_safely(cell)} is what a failed calculation shows; write the value itself."
            return _problem("failed_calculation_in_cell", detail, column=one.heading, value=shown_safely(cell))
    return None


def _loaded(row: Row, filled: dict[str, str], known: Mapping[str, Column]) -> tuple[Any, Problem | None]:
    try:
        return row.load(filled), None
    except ma.ValidationError as error:
        found: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
    errors = []
    for name, messages in found.items():
        column = known[name].heading if name in known else name
        said = " ".join(map(str, messages)) if name in filled else "is empty; every line needs it."
        value = shown_safely(filled[name]) if name in filled else None
        message = f"{value} {said}" if value and said[:1].islower() else said
        errors.append({"pointer": f"/{name}", "message": message, "column": column, "value": value})
    detail = "; ".join(f"{one['column']}: {one['message']}" for one in errors)
    return None, {**_problem("row_unacceptable", detail), "errors": errors}


def _repeated(unique: tuple[str, ...], filled: Mapping[str, str], known: Mapping[str, Column], first: int) -> Problem:
    named = " and ".join(known[name].heading if name in known else name for name in unique)
    value = shown_safely(" ".join(filled.get(name, "") for name in unique))
    detail = f"{named}: {value} stands in line {first} already; keep one of the two."
    return _problem("repeated_in_sheet", detail, column=named, value=value)


def shown_safely(cell: str) -> str:
    """Return a cell as a verdict may show it: short, on one line, and nothing that a spreadsheet would run."""
    text = " ".join("".join(one if one.isprintable() else " " for one in cell).split())
    text = text if len(text) <= 40 else f"{text[:39]}…"
    return f"“{text}”"


def _problem(code: str, detail: str, **values: Any) -> Problem:
    problem: Problem = {"code": code, "title": "The line cannot be taken in.", "status": 422, "detail": detail}
    return {**problem, "values": values} if values else problem
