"""Posts entries and batches, and reverses them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select

from services.commons.bindings import answers
from services.commons.refusals import Refusal
from services.commons.storage import Unit

from . import contract
from .books import Books
from .columns import Columns, Facts
from .judging import objections
from .origins import room_of, source_of
from .posting import post, write
from .reading import Given, drafted
from .refusals import AlreadyReversed, EntryKeptByRoom
from .reserves import check_no_slip
from .rules import CLOSING, Draft, mirrored
from .searching import held
from .showing import drafted_line, posted_shown
from .tables import Entry, EntryLine


@answers(contract.post_entry)
def post_entry(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Post one entry and show it."""
    draft = drafted(body)
    return posted_shown(draft, post(unit, [draft], by_hand=True)[0], unit.now)


@answers(contract.post_batch)
def post_batch(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Post a batch; what is refused refuses the whole of an atomic one, and only itself otherwise."""
    given: Given = body["entries"]
    columns, positions = given.columns, given.positions
    books = Books.opened(unit, columns.facts, by_hand=True)
    refused = dict(given.faults)

    def entries() -> dict[int, Draft]:
        return {place: draft for place, draft in zip(given.positions, given.columns.drafts(), strict=True)
                if place not in refused}  # fmt: skip

    if books.refusal(columns.facts):
        for index, draft in entries().items():
            if problem := books.refusal(Facts.of([draft])):
                refused[index] = problem
    if not refused or body["mode"] == "continue":
        refused |= objections(unit, books, columns, entries)
    if refused and body["mode"] == "atomic":
        raise _with_places(refused)
    if any(index in refused for index in positions):
        kept = entries()
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
    if source := source_of(entry.details):
        raise EntryKeptByRoom(entry=entry_id, source=source, room=room_of(source))
    rows = unit.session.scalars(select(EntryLine).where(EntryLine.entry == entry.seq).order_by(EntryLine.number))
    counter = Draft(
        journal=entry.journal, day=body["date"] or unit.today, label=body["label"] or f"Reversal of {entry.id}",
        lines=mirrored(drafted_line(row, entry.currency) for row in rows), reference=entry.reference,
        metadata={"reverses": entry.id}, reverses=entry.seq,
    )  # fmt: skip
    check_no_slip(unit, entry.year, counter.lines)
    return posted_shown(counter, post(unit, [counter], by_hand=True, restoring=True)[0], unit.now)
