"""Appending to the feed, and reading it.

Invariant: a reader who has seen place n will never find a new event at a place below n. Writers take one lock until
their commit, so places are visible in the order in which they are given; a rolled-back place stays empty.
"""

from __future__ import annotations

import re

from sqlalchemy import func, select

from services.commons.bindings import EVERY, answers, follows
from services.commons.events.received import Event
from services.commons.refusals import InvalidCursor
from services.commons.storage import Listed, Unit

from . import contract
from .tables import FeedEntry

LOCK = 5_201_844  # the one advisory lock of the feed's writers
CURSOR = re.compile(r"seq-([0-9]{1,18})\Z")


@follows(EVERY)
def append(unit: Unit, event: Event) -> None:
    """Give an event its place; its inbox row, in the same transaction, keeps it from a second one."""
    unit.session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    unit.session.add(
        FeedEntry(id=event.id, type=event.type, subject=event.subject, envelope=dict(event.envelope),
                  recorded_at=unit.now)
    )  # fmt: skip


@answers(contract.read)
def read(unit: Unit, type: str | None, subject: str | None, limit: int, cursor: str | None) -> Listed:
    """Return a page and where to go on from, always: an empty page's cursor is for asking again later."""
    since = _opened(cursor)
    # Read first: what is appended meanwhile is left to the next page, even when a filter hides all up to here.
    until = unit.session.scalar(select(func.max(FeedEntry.seq))) or 0
    rows = select(FeedEntry).where(FeedEntry.seq > since, FeedEntry.seq <= until)
    if type is not None:
        rows = rows.where(FeedEntry.type == type)
    if subject is not None:
        rows = rows.where(FeedEntry.subject == subject)
    found = list(unit.session.scalars(rows.order_by(FeedEntry.seq).limit(limit)))
    reached = found[-1].seq if len(found) == limit else max(until, since)
    return Listed([entry.envelope for entry in found], f"seq-{reached}")


def _opened(cursor: str | None) -> int:
    if cursor is None:
        return 0
    found = CURSOR.match(cursor)
    if found is None:
        raise InvalidCursor()
    return int(found[1])
