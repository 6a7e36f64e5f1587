"""Writes the general ledger: as CSV of any length, as a spreadsheet, or as a document that people read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from sqlalchemy import func, select

from services.commons.documents import Column, Sheet, Table, said
from services.commons.documents.query import MEDIA
from services.commons.documents.written import rendered
from services.commons.money import Money
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.ledger.exports.kept import kept_part
from services.ledger.exports.plaintext.separated import harmless, row_of
from services.ledger.exports.reading import MOST_BYTES, MOST_LINES
from services.ledger.exports.spreadsheets import Kind, check_length, spreadsheet_part
from services.ledger.journal.tables import Entry, EntryLine

from .period import Period
from .rows import LedgerRow, Place, ledger_page

COLUMNS: tuple[tuple[str, Kind], ...] = (
    ("account", "text"), ("account_label", "text"), ("kind", "text"), ("date", "day"), ("journal", "text"),
    ("number", "count"), ("entry", "text"), ("reference", "text"), ("label", "text"), ("auxiliary", "text"),
    ("debit", "amount"), ("credit", "amount"), ("balance", "amount"),
)  # fmt: skip
MOST_PRINTED = 10_000  # some 250 pages, typeset within a download's 30 seconds


def general_ledger_part(
    unit: Unit, period: Period, prefix: str, format: str, language: str, cursor: str | None
) -> Chunk:  # fmt: skip
    """Return the part of a general ledger that a cursor asks for."""
    name = f"general-ledger-{unit.coop}-{period.since}-{period.until}.{format}"
    if format == "csv":
        return _separated(unit, period, prefix, cursor, name)
    if cursor is None:
        check_length(_count(unit, period, prefix), format, *([MOST_PRINTED] if format == "pdf" else []))
    if format == "xlsx":
        pages = ([_cells(row, unit.currency) for row in page] for page in _pages(unit, period, prefix))
        return spreadsheet_part(unit, cursor, name, COLUMNS, pages)

    def make(path: Path) -> None:
        rows = [row for page in _pages(unit, period, prefix) for row in page]
        path.write_bytes(offload(rendered, _sheet(unit, period, rows), "pdf", language, unit.now))

    return kept_part(unit, cursor, name, MEDIA["pdf"], make)


def _separated(unit: Unit, period: Period, prefix: str, cursor: str | None, name: str) -> Chunk:
    if cursor is None:
        place, begun = Place.start(unit, period), row_of([title for title, _ in COLUMNS])
    else:
        place, begun = Place.at(cursor), ""
    most, content = MOST_LINES, b""
    while not content or len(content) > MOST_BYTES:
        rows, following = ledger_page(unit, period, prefix, place, most)
        content = (begun + "".join(_separated_row(row, unit.currency) for row in rows)).encode()
        most //= 2  # rows of long labels: fewer of them
        if not rows:
            break
    return Chunk(content.decode(), MEDIA["csv"], following.cursor() if following else None, name)


def _separated_row(row: LedgerRow, currency: str) -> str:
    cells = zip(_cells(row, currency), COLUMNS, strict=True)
    return row_of([harmless(cell) if kind == "text" else cell for cell, (_, kind) in cells])


def _pages(unit: Unit, period: Period, prefix: str) -> Iterator[list[LedgerRow]]:
    place: Place | None = Place.start(unit, period)
    while place is not None:
        rows, place = ledger_page(unit, period, prefix, place, MOST_LINES)
        yield rows


def _count(unit: Unit, period: Period, prefix: str) -> int:
    lines = select(func.count()).select_from(EntryLine).join(Entry, Entry.seq == EntryLine.entry).where(
        Entry.day.between(period.since, period.until), EntryLine.account.startswith(prefix, autoescape=True)
    )  # fmt: skip
    return unit.session.scalar(lines) or 0


def _cells(row: LedgerRow, currency: str) -> list[str]:
    return [
        row.account, row.account_label, row.kind, row.day.isoformat() if row.day else "", row.journal or "",
        "" if row.number is None else str(row.number), row.entry_id or "", row.reference or "", row.label or "",
        row.auxiliary or "", str(Money(row.debit, currency)), str(Money(row.credit, currency)),
        str(Money(row.balance, currency)),
    ]  # fmt: skip


def _sheet(unit: Unit, period: Period, rows: list[LedgerRow]) -> Sheet:
    """Return the ledger as a document: a table for each account."""
    currency = unit.currency
    columns = [
        Column(said("Date"), "day"), Column(said("Entry"), share=14), Column(said("Label"), share=34),
        Column(said("Auxiliary"), share=16), Column(said("Debit"), "amount"), Column(said("Credit"), "amount"),
        Column(said("Balance"), "amount"),
    ]  # fmt: skip
    tables = []
    for account, found in groupby(rows, key=lambda row: row.account):
        mine = list(found)
        first, last = mine[0], mine[-1]
        tables.append(Table(
            columns,
            [
                [first.day, None, said("Brought forward"), None, None, None, Money(first.balance, currency)],
                *([row.day, f"{row.journal}-{row.number}", row.label, row.auxiliary, _side(row.debit, currency),
                   _side(row.credit, currency), Money(row.balance, currency)] for row in mine[1:-1]),
            ],
            title=f"{account} {first.account_label}",
            totals=[last.day, None, said("Carried forward"), None, Money(last.debit, currency),
                    Money(last.credit, currency), Money(last.balance, currency)],
            subtotals=frozenset({0}),
        ))  # fmt: skip
    return Sheet(
        title=said("General ledger"), subtitle=said("From {since} to {until}", since=period.since, until=period.until),
        coop=str(unit.rules.statutes("identity.name").value), tables=tables,
        facts=[(said("Accounts"), len(tables)), (said("Lines"), sum(row.kind == "line" for row in rows))],
    )  # fmt: skip


def _side(minor: int, currency: str) -> Money | None:
    return Money(minor, currency) if minor else None
