"""Undoes what a resolution posted, by counter-entries that are linked to its entries; nothing posted ever changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from services.commons.refusals import Refusal
from services.commons.storage import Unit

from .posting import Posted, post
from .rules import CLOSING, Draft, mirrored
from .showing import drafted_line
from .tables import Entry, EntryLine


def undo_entries(unit: Unit, seqs: Sequence[int], source: str, on: date) -> list[Posted]:
    """Post the counter-entries of some entries, in their order, and return them; the caller holds the book.

    They bear the day given, or today where that day takes no more postings; the counter-entry of a closing bears the
    day of the closing, so that both stand outside the profit and loss of the year.
    """
    entries = [unit.session.get_one(Entry, seq) for seq in seqs]
    drafts = [_counter(unit, entry, source, on) for entry in entries]
    closing = any(entry.journal == CLOSING for entry in entries)
    if closing or on == unit.today:
        return post(unit, drafts, closing=closing)
    try:
        with unit.session.begin_nested():
            return post(unit, drafts)
    except Refusal:
        # An annulment that arrives late is booked when it is known; corrections go to the open period.
        return post(unit, [draft._replace(day=unit.today) for draft in drafts])


def _counter(unit: Unit, entry: Entry, source: str, on: date) -> Draft:
    rows = unit.session.scalars(select(EntryLine).where(EntryLine.entry == entry.seq).order_by(EntryLine.number))
    return Draft(
        entry.journal, entry.day if entry.journal == CLOSING else on, f"Annulment of {entry.id}",
        mirrored(drafted_line(row, entry.currency) for row in rows), reference=entry.reference,
        metadata={"source": source, "reverses": entry.id}, reverses=entry.seq,
    )  # fmt: skip
