"""Shows the chain: its head, the place of an entry, and all of it for whoever wants to recompute it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text

from services.commons.bindings import answers
from services.commons.canonical import canonical
from services.commons.refusals import InvalidCursor, NotFound
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.journal.tables import Entry, entry_seq

from . import contract
from .chain import genesis
from .content import content
from .heads import Head, head_of
from .tables import Link

MEDIA = "application/x-ndjson"
LINES, SIZE = 500, 400_000  # of a page; an entry has at most 200 lines, which is less than 300 kB

_PAGE = text(
    f"""
    SELECT c.position,
           '{{"entry":' || {content("c.attachments")} || ',"hash":"' || c.hash || '","position":' || c.position
           || ',"previous":"' || coalesce(p.hash, :genesis) || '"}}' AS line
      FROM chain c JOIN entries e ON e.seq = c.entry LEFT JOIN chain p ON p.position = c.position - 1
     WHERE c.position > :after ORDER BY c.position LIMIT :most
    """
)


@answers(contract.get_head)
def get_head(unit: Unit) -> Head:
    """Show the head as it stands."""
    return head_of(unit.session, unit.coop)


@answers(contract.get_link)
def get_link(unit: Unit, entry_id: str) -> dict[str, Any]:
    """Show the place of an entry, and the hash that its own follows from."""
    seq = entry_seq(entry_id)
    if seq is None or unit.session.get(Entry, seq) is None:
        raise NotFound(what="entry", id=entry_id)
    found = unit.session.scalar(select(Link).where(Link.entry == seq))
    if found is None:
        raise contract.EntryNotChained(entry=entry_id)
    before = unit.session.scalar(select(Link.hash).where(Link.position == found.position - 1))
    return {"position": found.position, "entry": entry_id, "hash": found.hash, "sealed_at": found.sealed_at,
            "previous": before or genesis(unit.coop)}  # fmt: skip


@answers(contract.export_chain)
def export_chain(unit: Unit, cursor: str | None) -> Chunk:
    """Export page after page; the cursor is the last position of the page before."""
    if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
        raise InvalidCursor()
    after, first = int(cursor or 0), genesis(unit.coop)
    rows = unit.session.execute(_PAGE, {"after": after, "genesis": first, "most": LINES}).all()
    written = [] if cursor else [canonical({"coop": unit.coop, "hash": first, "position": 0}).decode()]
    size = 0
    for row in rows:
        written.append(row.line)
        size += len(row.line.encode())
        after = row.position
        if size > SIZE:
            break
    more = rows and (after < rows[-1].position or len(rows) == LINES)
    content = "".join(f"{line}\n" for line in written)
    return Chunk(content, MEDIA, str(after) if more else None, f"chain-{unit.coop}.jsonl")
