"""Reads a CSV upload into numbered lines, each with its own problem if it has one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from services.commons.jobs import Line
from services.commons.money import Money
from services.commons.refusals import Invalid, Refusal

MOST_LINES = 200_000


class UnreadableFile(Refusal):
    """The file is not CSV in UTF-8 with the columns that this import needs."""

    code, status = "unreadable_file", 422
    sentence = "The file cannot be read: {why}."


def csv_lines(
    content: bytes, *, needed: Collection[str], optional: Collection[str], read: Callable[[dict[str, str]], Any]
) -> list[Line]:
    """Return a line for each row after the header; ``read`` raises ValueError with what is wrong in a row.

    Comma or semicolon separated; numbers are those of the file, the header being line 1.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(why="it is not UTF-8") from None
    header = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in header else ",", strict=True)
    try:
        columns = [name.strip() for name in next(reader, [])]
        if missing := [name for name in needed if name not in columns]:
            raise UnreadableFile(why=f"the header lacks {', '.join(missing)}")
        if unknown := [name for name in columns if name not in needed and name not in optional]:
            raise UnreadableFile(why=f"the header has unknown columns: {', '.join(unknown)[:200]}")
        if len(set(columns)) != len(columns):
            raise UnreadableFile(why="the header names a column twice")
        lines: list[Line] = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(lines) == MOST_LINES:
                raise UnreadableFile(why=f"it has more than {MOST_LINES} lines")
            lines.append(_line(reader.line_num, columns, cells, read))
        return lines
    except csv.Error as error:
        raise UnreadableFile(why=f"line {reader.line_num}: {error}") from None


def _line(number: int, columns: list[str], cells: list[str], read: Callable[[dict[str, str]], Any]) -> Line:
    try:
        if len(cells) != len(columns):
            raise ValueError(f"{len(cells)} cells where the header has {len(columns)}")
        if any("\x00" in cell for cell in cells):
            raise ValueError("a cell holds a NUL character")
        return Line(number, read({name: cell.strip() for name, cell in zip(columns, cells, strict=True)}))
    except ValueError as error:
        message = {"in": "body", "pointer": f"/{number}", "message": f"{error}."}
        return Line(number, problem=Invalid(errors=[message]).problem())


def text_cell(cell: str, name: str, most: int = 60) -> str:
    """Return a cell that must hold something."""
    if not 1 <= len(cell) <= most:
        raise ValueError(f"{name} must have 1 to {most} characters")
    return cell


def day_cell(cell: str, name: str = "date") -> date:
    """Return the day that a cell holds."""
    try:
        if len(cell) != 10:
            raise ValueError
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"{name} must be a day such as 2026-03-02") from None


def amount_cell(cell: str, name: str = "amount", *, signed: bool = False) -> str:
    """Return a cell that holds a plain decimal of at most three decimals; the currency is the cooperative's."""
    try:
        minor = Money.parse(cell, "KWD").minor  # the most decimals that any currency has; parsed again in its own
    except ValueError:
        raise ValueError(f"{name} must be a decimal such as 12.34") from None
    if minor == 0 or (minor < 0 and not signed):
        raise ValueError(f"{name} must be {'other than' if signed else 'above'} zero")
    return cell


def count_cell(cell: str, name: str, most: int = 1_000_000) -> int:
    """Return a whole number above zero."""
    if not (cell.isascii() and cell.isdigit()) or not 1 <= len(cell) <= 7 or not 1 <= int(cell) <= most:
        raise ValueError(f"{name} must be a whole number from 1 to {most}")
    return int(cell)


def money_of(cell: str, currency: str) -> Money:
    """Return an amount that was read as a decimal, in the cooperative's currency."""
    try:
        return Money.parse(cell, currency)
    except ValueError as error:
        raise Invalid(errors=[{"in": "body", "pointer": "", "message": f"{error}."}]) from None


def is_number(text: str) -> bool:
    """Say whether a text is a plain whole number, such as a member's."""
    return text.isascii() and text.isdigit() and len(text) <= 15
