"""Reads a file of contacts: CSV in UTF-8, a header, comma or semicolon between cells."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from services.commons.jobs import Line
from services.commons.refusals import Invalid
from services.voting.notices.contract.contacts import NewContact
from services.voting.notices.contract.refusals import UnreadableContacts

MOST_LINES = 200_000
NEEDED, OPTIONAL = ("member", "name"), ("email", "postal_address", "language", "way")
_SCHEMA = NewContact()


@dataclass(frozen=True)
class ContactLine:
    """One line: the member by id or number, and the contact."""

    member: str
    name: str
    email: str | None
    postal_address: str | None
    language: str
    way: str


def contact_lines(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Return a line for each row after the header, with its own problem if it has one; the header is line 1."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableContacts(why="it is not UTF-8") from None
    header = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in header else ",", strict=True)
    try:
        columns = [name.strip() for name in reader.fieldnames or []]
        if missing := [name for name in NEEDED if name not in columns]:
            raise UnreadableContacts(why=f"the header lacks {', '.join(missing)}")
        if unknown := [name for name in columns if name not in (*NEEDED, *OPTIONAL)]:
            raise UnreadableContacts(why=f"the header has unknown columns: {', '.join(unknown)[:200]}")
        if len(set(columns)) != len(columns):
            raise UnreadableContacts(why="the header names a column twice")
        reader.fieldnames = columns
        lines: list[Line] = []
        for row in reader:
            if len(lines) == MOST_LINES:
                raise UnreadableContacts(why=f"it has more than {MOST_LINES} lines")
            lines.append(_line(reader.line_num, row))
        return lines
    except csv.Error as error:
        raise UnreadableContacts(why=f"line {reader.line_num}: {error}") from None


def _line(number: int, row: dict[Any, Any]) -> Line:
    if None in row or None in row.values():
        return _wrong(number, "The line does not have the cells of the header.")
    cells = {name: cell.strip() for name, cell in row.items() if cell.strip()}
    member = cells.pop("member", "")
    if not 1 <= len(member) <= 60 or "\x00" in member:
        return _wrong(number, "member must have 1 to 60 characters.")
    try:
        told = _SCHEMA.load(cells)
    except ValidationError as error:
        # The names of the fields and what is wrong with them, never what they hold.
        return _wrong(number, "; ".join(f"{field}: {' '.join(map(str, why))}" for field, why in error.messages.items()))  # type: ignore[union-attr]
    told["way"] = told["way"] or ("email" if told["email"] else "paper")
    return Line(number, ContactLine(member, **told))


def _wrong(number: int, message: str) -> Line:
    return Line(number, problem=Invalid(errors=[{"in": "body", "pointer": f"/{number}", "message": message}]).problem())
