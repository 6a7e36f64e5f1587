"""Rebuilds a projection: empties its tables and runs their handlers again over the logs of the services they follow.

Invariant: afterwards the tables hold what they would hold had every event that was handled so far been handled by
today's handlers; an event is neither left out nor handled twice, whatever arrives meanwhile.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, select, text
from sqlalchemy.orm import Session

from ..bindings import Follower, all_followers
from ..refusals import Refusal
from ..storage.base import tables_of
from ..storage.database import Database
from ..storage.unit import Actor, Unit
from .received import Event
from .tables import InboxEvent, OutboxEvent

PAGE = 500


class NotRebuildable(Refusal):
    """A projection cannot be rebuilt from this cooperative's own logs."""

    code, status = "not_rebuildable", 409
    sentence = "The projection {projection} cannot be rebuilt: {why}."


@dataclass(frozen=True)
class Projection:
    """Tables that are filled by these handlers alone, and so are rebuilt together."""

    tables: tuple[Table, ...]
    handlers: tuple[Follower, ...]

    def handles(self, kind: str) -> list[Follower]:
        """Return the handlers of an event type, in the order in which they are bound."""
        return [one for one in self.handlers if one.event is None or one.event.type == kind]

    @property
    def sources(self) -> set[str]:
        """The services whose logs are read."""
        return {one.event.service for one in self.handlers if one.event is not None}


def projections(service: str) -> list[str]:
    """List the tables of a service that can be named as a projection."""
    return sorted({_table(one).name for follower in all_followers(service) for one in follower.projection})


def projection_of(service: str, name: str) -> Projection:
    """Find a projection by one of its tables, with all that the same handlers fill. Raises NotRebuildable."""
    if name not in projections(service):
        known = ", ".join(projections(service)) or "none"
        raise NotRebuildable(projection=name, why=f"it is no projection of {service}; there are: {known}")
    tables: set[Table] = set()
    grown = {table for table in tables_of(service).metadata.tables.values() if table.name == name}
    handlers: list[Follower] = []
    while grown - tables:
        tables |= grown
        handlers = [one for one in all_followers(service) if not tables.isdisjoint(map(_table, one.projection))]
        grown = {_table(one) for handler in handlers for one in handler.projection}
    if any(one.foreign for one in handlers):
        raise NotRebuildable(projection=name, why="other cooperatives told what is in it, and their logs are theirs")
    if any(one.event is None for one in handlers):
        raise NotRebuildable(projection=name, why="its handlers do not say which service's log they follow")
    ordered = [table for table in tables_of(service).metadata.sorted_tables if table in tables]
    return Projection(tuple(ordered), tuple(handlers))


def rebuild(
    database: Database,
    logs: Mapping[str, Database],
    projection: Projection,
    told: Callable[[int], None] = lambda count: None,
) -> int:
    """Rebuild in one transaction, in which readers still see the old rows; return how many events were handled.

    ``logs`` are the databases of ``projection.sources``. New events wait meanwhile. Nothing changes if it fails.
    """
    count = 0
    with database.transaction() as session:
        # Whoever handles an event enters it here first: none comes between the emptying and the last handler.
        session.execute(text(f"LOCK TABLE {InboxEvent.__tablename__} IN SHARE MODE"))
        for table in reversed(projection.tables):
            session.execute(delete(table))
        for event, handled_at in _handled(session, logs, projection):
            _handle(database, session, projection, event, handled_at)
            count += 1
            if count % PAGE == 0:
                told(count)
    told(count)
    return count


def _handle(
    database: Database, session: Session, projection: Projection, event: Event, handled_at: datetime
) -> None:
    """Run the projection's handlers with the clock at the instant of the first time."""
    unit = Unit(
        coop=database.coop, service=database.service, session=session, clock=lambda: handled_at,
        actor=Actor("event", event.id, frozenset({"*"})), cause=event.id,
    )  # fmt: skip
    for handler in projection.handles(event.type):
        handler.run(unit, event)
    if unit.emitted:
        names = ", ".join(table.name for table in projection.tables)
        raise NotRebuildable(projection=names, why=f"a handler of {event.type} tells events, and would tell them again")
    session.flush()


def _handled(
    session: Session, logs: Mapping[str, Database], projection: Projection
) -> Iterator[tuple[Event, datetime]]:
    """Yield the events that were handled, each log in its order, the logs merged by the time of telling.

    Those not handled yet are still on their way; those skipped stay skipped.
    """
    kinds = [one.event.type for one in projection.handlers if one.event is not None]
    sources = [_log(logs[source], kinds) for source in sorted(projection.sources)]
    for page in _pages(heapq.merge(*sources, key=lambda row: row[0])):
        known = select(InboxEvent.id, InboxEvent.received_at).where(
            InboxEvent.state == "handled", InboxEvent.id.in_([envelope["id"] for _, envelope in page])
        )
        received = {row.id: row.received_at for row in session.execute(known)}
        for _, envelope in page:
            if envelope["id"] in received:
                yield Event.opened(envelope), received[envelope["id"]]


def _log(source: Database, kinds: list[str]) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """Read a log page by page; its times never run backwards here, so that merging keeps its order."""
    last, latest = 0, None
    while True:
        with source.reading() as session:
            rows = session.scalars(
                select(OutboxEvent).where(OutboxEvent.seq > last, OutboxEvent.type.in_(kinds))
                .order_by(OutboxEvent.seq).limit(PAGE)
            ).all()  # fmt: skip
        for row in rows:
            latest = max(latest or row.recorded_at, row.recorded_at)
            yield latest, row.envelope
        if len(rows) < PAGE:
            return
        last = rows[-1].seq


def _pages(rows: Iterator[tuple[datetime, dict[str, Any]]]) -> Iterator[list[tuple[datetime, dict[str, Any]]]]:
    page: list[tuple[datetime, dict[str, Any]]] = []
    for row in rows:
        page.append(row)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page


def _table(mapped: type[Any]) -> Table:
    table: Table = mapped.__table__
    return table
