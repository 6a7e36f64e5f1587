"""The lines of an entry that was posted, as drafts: what a correction mirrors."""

from __future__ import annotations

from sqlalchemy import select

from services.commons.storage import Unit
from services.ledger.journal.rules import DraftLine
from services.ledger.journal.tables import Entry, EntryLine


def lines_of(unit: Unit, entry: Entry) -> list[DraftLine]:
    """Return the lines of an entry with their axes, in order."""
    rows = unit.session.scalars(select(EntryLine).where(EntryLine.entry == entry.seq).order_by(EntryLine.number))
    return [
        DraftLine(row.account, row.amount, entry.currency, row.auxiliary, row.activity, row.establishment,
                  row.working_group, row.funding_source)
        for row in rows
    ]  # fmt: skip
