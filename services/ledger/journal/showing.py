"""Entries as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.commons.money import Money

from .posting import Posted
from .rules import Attached, Draft, DraftLine
from .shapes import AXES
from .tables import Attachment, Entry, EntryLine, entry_id


def shown(session: Session, seq: int) -> dict[str, Any]:
    """Return an entry as the API shows it."""
    return shown_all(session, [session.get_one(Entry, seq)])[0]


def shown_all(session: Session, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return entries with their lines, documents and reversals; one question for each kind, however many."""
    seqs = [entry.seq for entry in entries]
    lines: dict[int, list[DraftLine]] = {seq: [] for seq in seqs}
    currencies = {entry.seq: entry.currency for entry in entries}
    found = select(EntryLine).where(EntryLine.entry.in_(seqs)).order_by(EntryLine.entry, EntryLine.number)
    for row in session.scalars(found):
        lines[row.entry].append(drafted_line(row, currencies[row.entry]))
    documents: dict[int, list[dict[str, Any]]] = {seq: [] for seq in seqs}
    attached = select(Attachment).where(Attachment.entry.in_(seqs)).order_by(Attachment.entry, Attachment.number)
    for one in session.scalars(attached):
        document = Attached(one.name, one.media, one.sha256, one.url)
        documents[one.entry].append({**document._asdict(), "recorded_at": one.recorded_at})
    reversals = dict(session.execute(select(Entry.reverses, Entry.seq).where(Entry.reverses.in_(seqs))).all())
    return [
        {
            "id": entry.id, "journal": entry.journal, "year": entry.year, "number": entry.number, "date": entry.day,
            "label": entry.label, "reference": entry.reference, "metadata": entry.details,
            "recorded_at": entry.recorded_at, "reverses": entry_id(entry.reverses) if entry.reverses else None,
            "reversed_by": entry_id(reversals[entry.seq]) if entry.seq in reversals else None,
            "lines": lines_shown(lines[entry.seq]), "attachments": documents[entry.seq],
        }
        for entry in entries
    ]  # fmt: skip


def posted_shown(draft: Draft, posted: Posted, now: datetime) -> dict[str, Any]:
    """Return the same of an entry that was posted this moment, without asking for what is known."""
    return {
        "id": posted.id, "journal": draft.journal, "year": posted.year, "number": posted.number, "date": draft.day,
        "label": draft.label, "reference": draft.reference, "metadata": draft.metadata, "recorded_at": now,
        "reverses": entry_id(draft.reverses) if draft.reverses else None, "reversed_by": None,
        "lines": lines_shown(draft.lines),
        "attachments": [{**one._asdict(), "recorded_at": now} for one in draft.attachments],
    }  # fmt: skip


def lines_shown(lines: Iterable[DraftLine]) -> list[dict[str, Any]]:
    """Return lines with their amounts on one side or the other."""
    return [
        {
            "account": line.account,
            "debit": Money(line.amount, line.currency) if line.amount > 0 else None,
            "credit": Money(-line.amount, line.currency) if line.amount < 0 else None,
            **{axis: getattr(line, axis) for axis in AXES},
        }
        for line in lines
    ]


def drafted_line(row: Any, currency: str) -> DraftLine:
    """Return the line that a row of ``lines`` or ``pending_lines`` holds."""
    return DraftLine(row.account, row.amount, currency, *(getattr(row, axis) for axis in AXES))
