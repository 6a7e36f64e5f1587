"""Posts entries and batches, reverses, and reads the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.refusals import NotFound, Refusal
from services.commons.storage import Listed, Unit, page_of
from services.ledger.surplus.tables import Allocation

from . import contract
from .books import Books
from .columns import Columns, Facts
from .posting import post, write
from .reading import Given, drafted
from .refusals import AlreadyReversed
from .rules import CLOSING, Draft, DraftLine, mirrored
from .shapes import AXES
from .tables import Entry, EntryLine, entry_id, entry_seq


@answers(contract.post_entry)
def post_entry(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Post one entry and show it."""
    return shown(unit.session, post(unit, [drafted(body)], by_hand=True)[0].seq)


@answers(contract.post_batch)
def post_batch(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Post a batch; what is refused refuses the whole of an atomic one, and only itself otherwise."""
    given: Given = body["entries"]
    books = Books.opened(unit, given.columns.facts, by_hand=True)
    refused = dict(given.faults)
    if books.refusal(given.columns.facts):
        for index, draft in zip(given.positions, given.columns.drafts(), strict=True):
            if problem := books.refusal(Facts.of([draft])):
                refused[index] = problem
    if refused and body["mode"] == "atomic":
        raise _with_places(refused)
    columns, positions = given.columns, given.positions
    if any(index in refused for index in positions):
        kept = {index: draft for index, draft in zip(positions, columns.drafts(), strict=True) if index not in refused}
        columns, positions = Columns.of(list(kept.values())), list(kept)
    results: list[Any] = [None] * given.count
    for index, posted in zip(positions, write(unit, columns, books), strict=True):
        results[index] = {"index": index, "outcome": "posted", "id": posted.id, "number": posted.number}
    for index, problem in refused.items():
        results[index] = {"index": index, "outcome": "refused", "problem": problem.problem()}
    return {"posted": given.count - len(refused), "refused": len(refused), "results": results}


def _with_places(refused: dict[int, Refusal]) -> Refusal:
    """Return the first refusal of an atomic batch, with the places of the first hundred."""
    first = refused[min(refused)]
    first.errors = [
        {"in": "body", "pointer": f"/entries/{index}", "message": problem.detail, "code": problem.code}
        for index, problem in sorted(refused.items())[:100]
    ]
    return first


@answers(contract.reverse_entry)
def reverse_entry(unit: Unit, entry_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Post the counter-entry of an entry, linked to it; the unique index keeps a second one out."""
    entry = held(unit.session, entry_id, lock=True)
    if entry.reverses is not None:
        raise AlreadyReversed(entry=entry_id, why="it is itself a reversal")
    if entry.journal == CLOSING:
        raise AlreadyReversed(entry=entry_id, why="it closes a fiscal year")
    if unit.session.scalar(select(exists().where(Entry.reverses == entry.seq))):
        raise AlreadyReversed(entry=entry_id, why="it was reversed before")
    if unit.session.scalar(select(exists().where(Allocation.entry == entry.seq))):
        raise AlreadyReversed(entry=entry_id, why="an assembly's resolution posted it")
    counter = Draft(
        journal=entry.journal, day=body["date"] or unit.today, label=body["label"] or f"Reversal of {entry.id}",
        lines=mirrored(_draft_lines(unit.session, entry)), reference=entry.reference, metadata={"reverses": entry.id},
        reverses=entry.seq,
    )  # fmt: skip
    return shown(unit.session, post(unit, [counter], by_hand=True, restoring=True)[0].seq)


@answers(contract.get_entry)
def get_entry(unit: Unit, entry_id: str) -> dict[str, Any]:
    """Show one entry."""
    return shown(unit.session, held(unit.session, entry_id).seq)


@answers(contract.list_entries)
def list_entries(
    unit: Unit, journal: str | None, year: int | None, since: date | None, until: date | None, account: str | None,
    activity: str | None, auxiliary: str | None, limit: int, cursor: str | None,
) -> Listed:  # fmt: skip
    """List entries in the order of recording."""
    entries = select(Entry)
    for column, value in ((Entry.journal, journal), (Entry.year, year)):
        entries = entries if value is None else entries.where(column == value)
    if since:
        entries = entries.where(Entry.day >= since)
    if until:
        entries = entries.where(Entry.day <= until)
    filters = ((EntryLine.account, account), (EntryLine.activity, activity), (EntryLine.auxiliary, auxiliary))
    wanted = [column == value for column, value in filters if value is not None]
    if wanted:
        entries = entries.where(Entry.seq.in_(select(EntryLine.entry).where(*wanted)))
    page = page_of(unit.session, entries, key=[Entry.seq], limit=limit, cursor=cursor)
    return Listed(_shown(unit.session, page.data), page.next_cursor)


def held(session: Session, identifier: str, *, lock: bool = False) -> Entry:
    """Return an entry by its identifier, or refuse as not found; ``lock`` keeps a second reversal waiting."""
    seq = entry_seq(identifier)
    entry = None if seq is None else session.get(Entry, seq, with_for_update=lock or None)
    if entry is None:
        raise NotFound(what="entry", id=identifier)
    return entry


def shown(session: Session, seq: int) -> dict[str, Any]:
    """Return an entry as the API shows it."""
    return _shown(session, [session.get_one(Entry, seq)])[0]


def _shown(session: Session, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    seqs = [entry.seq for entry in entries]
    lines: dict[int, list[EntryLine]] = {seq: [] for seq in seqs}
    found = select(EntryLine).where(EntryLine.entry.in_(seqs)).order_by(EntryLine.entry, EntryLine.number)
    for line in session.scalars(found):
        lines[line.entry].append(line)
    reversals = dict(session.execute(select(Entry.reverses, Entry.seq).where(Entry.reverses.in_(seqs))).all())
    return [_view(entry, lines[entry.seq], reversals.get(entry.seq)) for entry in entries]


def _view(entry: Entry, lines: list[EntryLine], reversed_by: int | None) -> dict[str, Any]:
    return {
        "id": entry.id, "journal": entry.journal, "year": entry.year, "number": entry.number, "date": entry.day,
        "label": entry.label, "reference": entry.reference, "metadata": entry.details, "recorded_at": entry.recorded_at,
        "reverses": entry_id(entry.reverses) if entry.reverses else None,
        "reversed_by": entry_id(reversed_by) if reversed_by else None,
        "lines": [
            {
                "account": line.account,
                "debit": Money(line.amount, entry.currency) if line.amount > 0 else None,
                "credit": Money(-line.amount, entry.currency) if line.amount < 0 else None,
                **{axis: getattr(line, axis) for axis in AXES},
            }
            for line in lines
        ],
    }  # fmt: skip


def _draft_lines(session: Session, entry: Entry) -> list[DraftLine]:
    rows = session.scalars(select(EntryLine).where(EntryLine.entry == entry.seq).order_by(EntryLine.number))
    return [DraftLine(row.account, row.amount, entry.currency, *(getattr(row, axis) for axis in AXES)) for row in rows]


