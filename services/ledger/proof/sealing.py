"""Puts entries into the chain, in the background and in an order of its own.

Invariants: every entry gets exactly one position, positions have no gaps, and each hash follows from the one before.
One sealer at a time works on a ledger: an advisory lock makes a second one wait. A crash leaves the whole batches that
were committed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.commons.clock import Clock
from services.commons.storage import Database
from services.commons.tasks import Task
from services.ledger.journal.knowing import BOOK

from .chain import genesis, links
from .content import ATTACHMENTS, digest
from .tables import Floor, Link

SEALER = 0x5EA1  # the advisory lock
BATCH = 1_000

_WAITING = """FROM entries e
     WHERE e.seq > :floor AND NOT EXISTS (SELECT FROM chain c WHERE c.entry = e.seq AND c.entry > :floor)"""
_UNCHAINED = text(f"SELECT count(*) FROM (SELECT {_WAITING} LIMIT :most) waiting")
_DIGESTS = text(
    f"SELECT e.seq, {ATTACHMENTS} AS attachments, {digest(ATTACHMENTS)} AS digest {_WAITING} ORDER BY e.seq LIMIT :most"
)
_DRAWN = text("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM entries_seq_seq")
_ADD = text(
    """
    INSERT INTO chain (position, entry, attachments, hash, sealed_at)
    SELECT :position + ordinal, entry, attachments, hash, :now
      FROM unnest(CAST(:entries AS bigint[]), CAST(:attachments AS bigint[]), CAST(:hashes AS text[]))
           WITH ORDINALITY AS n(entry, attachments, hash, ordinal)
    """
)


def seal(database: Database, clock: Clock) -> bool:
    """Chain a batch of what waits; return whether there may be more."""
    with database.reading() as session:
        # Most rings find one batch or nothing: a statement tells.
        if not unchained(session, 1):
            return False
    with database.transaction() as session:
        # For as long as it takes to read a number, and only if nobody is posting: nothing waits for this.
        calm = session.scalar(select(func.pg_try_advisory_xact_lock(BOOK)))
        settled = last_drawn(session) if calm else None
    with database.transaction() as session:
        if not session.scalar(select(func.pg_try_advisory_xact_lock(SEALER))):
            return False
        return seal_batch(session, database.coop, clock(), settled) == BATCH


def seal_batch(session: Session, coop: str, now: datetime, settled: int | None) -> int:
    """Chain the next entries, the sealer's lock held; return how many.

    Up to ``settled``, if known, every number that was drawn is that of a committed entry, or was given up.
    """
    session.execute(insert(Floor).values(only=1, seq=0).on_conflict_do_nothing())
    floor = session.get_one(Floor, 1, populate_existing=True)
    rows = session.execute(_DIGESTS, {"floor": floor.seq, "most": BATCH}).all()
    if rows:
        last = session.execute(select(Link.position, Link.hash).order_by(Link.position.desc()).limit(1)).first()
        position, previous = last or (0, genesis(coop))
        hashes = links(previous, (row.digest for row in rows))
        columns = {"entries": [row.seq for row in rows], "attachments": [row.attachments for row in rows],
                   "hashes": list(hashes)}  # fmt: skip
        session.execute(_ADD, {"position": position, "now": now, **columns})
    if settled is not None:
        floor.seq = max(floor.seq, settled if len(rows) < BATCH else min(settled, rows[-1].seq))
        session.flush()
    return len(rows)


def unchained(session: Session, most: int) -> int:
    """Return how many entries wait for their place, ``most`` at most."""
    floor = session.scalar(select(Floor.seq)) or 0
    return session.scalar(_UNCHAINED, {"floor": floor, "most": most}) or 0


def last_drawn(session: Session) -> int:
    """Return the last number that was drawn for an entry.

    Whoever draws one shares the book until its commit, so that all are settled when somebody else holds the book.
    """
    return session.scalar(_DRAWN) or 0


chaining = Task("chain", seal)
