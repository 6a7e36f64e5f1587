"""Recomputes the chain from the entries as they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.ledger.journal.tables import entry_id

from .chain import genesis, link
from .content import digest

# What is under way, how much of it is done, of how much.
Progress = Callable[[str, int, int], None]
AT_ONCE = 2_000

_LINKS = text(
    f"""
    SELECT c.position, c.entry, c.hash, CASE WHEN e.seq IS NOT NULL THEN {digest("c.attachments")} END AS digest
      FROM chain c LEFT JOIN entries e ON e.seq = c.entry ORDER BY c.position
    """
)


@dataclass(frozen=True)
class Replay:
    """How far the chain goes, its last hash, and the first row that is wrong: what it is called and why."""

    positions: int
    head: str
    wrong: tuple[str, str] | None


def broken_link(session: Session, coop: str, entries: int, told: Callable[[int, int], None]) -> Replay:
    """Follow the whole chain, a few thousand rows at a time, and find the first link that does not hold."""
    rows = session.execute(_LINKS.execution_options(stream_results=True, yield_per=AT_ONCE))
    position, previous, wrong = 0, genesis(coop), None
    for row, following in _with_next(rows):
        if wrong is None:
            wrong = _wrong(row, following, position, previous)
        position, previous = row.position, row.hash
        if position % AT_ONCE == 0:
            told(position, entries)
    return Replay(position, previous, wrong)


def _wrong(row: Any, following: Any, position: int, previous: str) -> tuple[str, str] | None:
    """Say what is wrong with a link, or None.

    When the next link follows from what this one ought to be, it is the link that was changed and not its entry.
    """
    if row.position != position + 1:
        return f"position {position + 1}", "is missing from the chain"
    if row.digest is None:
        return entry_id(row.entry), f"is gone; it was chained at position {row.position}"
    due = link(previous, row.digest)
    if row.hash == due:
        return None
    if following is not None and following.digest is not None and following.hash == link(due, following.digest):
        return f"position {row.position}", f"has another hash than {entry_id(row.entry)} gives it"
    return entry_id(row.entry), f"is not the entry that was chained at position {row.position}"


def _with_next(rows: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Pair each row with the one after it, and the last with None."""
    held = None
    for row in rows:
        if held is not None:
            yield held, row
        held = row
    if held is not None:
        yield held, None
