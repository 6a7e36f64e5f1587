"""Cells of CSV and spreadsheets: no text may be taken for a formula (CWE-1236)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from services.commons.money import Money
from services.ledger.accounts.chart import AccountRow
from services.ledger.exports.reading import JournalLine
from services.ledger.journal.tables import entry_id

HEADING = (
    "entry", "journal", "year", "number", "date", "label", "reference", "line", "account", "account_label", "debit",
    "credit", "auxiliary", "activity", "establishment", "working_group", "funding_source", "recorded_at",
)  # fmt: skip
_BEGIN_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet calculates: an apostrophe before what would begin a formula."""
    return f"'{text}" if text.startswith(_BEGIN_FORMULAS) else text


def row_of(cells: Sequence[str]) -> str:
    """Write one line of CSV (RFC 4180)."""
    target = io.StringIO(newline="")
    csv.writer(target).writerow(cells)
    return target.getvalue()


def heading() -> str:
    """Write the names of the columns of a journal."""
    return row_of(HEADING)


def cells_of(line: JournalLine, accounts: dict[str, AccountRow], currency: str) -> list[str]:
    """Return a line of the journal, cell by cell: ISO days, decimal points, texts as they are."""
    amount = str(Money(abs(line.amount), currency))
    return [
        entry_id(line.seq), line.journal, str(line.year), str(line.number), line.day.isoformat(), line.label,
        line.reference or "", str(line.line), line.account, accounts[line.account].label,
        amount if line.amount > 0 else "", amount if line.amount < 0 else "", line.auxiliary or "",
        line.activity or "", line.establishment or "", line.working_group or "", line.funding_source or "",
        line.recorded_at.isoformat(),
    ]  # fmt: skip


def separated(line: JournalLine, accounts: dict[str, AccountRow], currency: str) -> str:
    """Write a line of the journal as CSV."""
    return row_of([harmless(cell) for cell in cells_of(line, accounts, currency)])
