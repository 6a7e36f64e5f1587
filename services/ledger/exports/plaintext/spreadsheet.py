"""The journal as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.accounts.chart import accounts_named
from services.ledger.exports.reading import Bounds, Place, lines_after
from services.ledger.exports.spreadsheets import Kind, check_length, spreadsheet_part
from services.ledger.journal.tables import Entry

from .separated import HEADING, cells_of

_KINDS: dict[str, Kind] = {"date": "day", "debit": "amount", "credit": "amount", "year": "count", "number": "count",
                           "line": "count"}  # fmt: skip


def journal_sheet(unit: Unit, year: int | None, cursor: str | None, name: str) -> Chunk:
    """Return the part of the spreadsheet that a cursor asks for."""
    if cursor is None:
        lines = select(func.coalesce(func.sum(Entry.lines), 0))
        count = unit.session.scalar(lines if year is None else lines.where(Entry.year == year)) or 0
        check_length(int(count), "xlsx")
    columns = [(title, _KINDS.get(title, "text")) for title in HEADING]
    return spreadsheet_part(unit, cursor, name, columns, _pages(unit, year))


def _pages(unit: Unit, year: int | None) -> Iterator[list[list[str]]]:
    bounds = Bounds.set(unit.session, year)
    at: Place | None = bounds.start
    while at is not None:
        lines, at = lines_after(unit.session, bounds, at)
        accounts = accounts_named(unit.session, {line.account for line in lines})
        yield [cells_of(line, accounts, unit.currency) for line in lines]
