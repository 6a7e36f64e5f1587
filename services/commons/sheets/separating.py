"""Takes the text of a sheet apart: its separator, its heading, its records with the lines they begin on."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .refusals import MOST_COLUMNS, MOST_LINES, SheetMalformed, SheetTooLarge

SEPARATORS = ",;\t|"
# A first line by which Excel tells itself the separator.
_SAID = re.compile(r"sep=([,;\t|])\r?\n?", re.IGNORECASE)


@dataclass(frozen=True)
class Records:
    """A sheet taken apart: the cells of its heading, and each record with the number of the line it begins on."""

    heading: list[str]
    rows: list[tuple[int, list[str]]]
    separator: str


def separated(text: str, known: Callable[[str], bool]) -> Records:
    """Take a sheet apart; the separator is the one under which most headings are ``known``.

    Raises SheetMalformed and SheetTooLarge.
    """
    first, said = 1, _SAID.match(text)
    if said is not None:
        text, first = text[said.end() :], 2
    separator = said[1] if said else max(SEPARATORS, key=lambda one: _fit(text, one, known))
    records = list(_parsed(text, separator, first))
    if len(records) > MOST_LINES + 1:
        raise SheetTooLarge(size=f"{len(records) - 1} lines", most=f"{MOST_LINES} lines")
    if records and len(records[0][1]) > MOST_COLUMNS:
        raise SheetTooLarge(size=f"{len(records[0][1])} columns", most=f"{MOST_COLUMNS} columns")
    return Records(records[0][1] if records else [], records[1:], separator)


def _fit(text: str, separator: str, known: Callable[[str], bool]) -> tuple[int, int]:
    """Count the known headings, then all, that a separator makes of the first record."""
    try:
        _, heading = next(_parsed(text, separator, 1), (1, []))
    except SheetMalformed:
        return -1, 0
    # A heading of millions of cells is no heading; to look each of them up would take minutes.
    return sum(map(known, heading[:MOST_COLUMNS])), len(heading)


def _parsed(text: str, separator: str, first: int) -> Iterator[tuple[int, list[str]]]:
    reader, number = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), first
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield number, cells
            number = reader.line_num + first
    except csv.Error:
        raise SheetMalformed(line=reader.line_num + first - 1) from None
