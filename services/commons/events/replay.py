"""Rebuilds a projection: empties its tables and runs their handlers again over the logs of the services they follow.

Invariant: afterwards the tables hold what they would hold had every event that was handled so far been handled by
today's handlers; an event is neither left out nor handled twice, whatever arrives meanwhile. Events of a type that the
service did not follow when they were told are taken in now, where their handlers do nothing but fill the projection.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, delete, select, text
from sqlalchemy.orm import Session

from ..bindings import Follower, all_followers, followers
from ..refusals import Refusal
from ..storage.base import tables_of
from ..storage.database import Database
from ..storage.unit import Actor, Unit
from .received import Event
from .tables import DeadLetter, InboxEvent, OutboxEvent

PAGE = 500
Logged = tuple[datetime, OutboxEvent]


class NotRebuildable(Refusal):
    """A projection cannot be rebuilt from this cooperative's own logs."""

    code, status = "not_rebuildable", 409
    sentence = "The projection {projection} cannot be rebuilt: {why}."


@dataclass(frozen=True)
class Projection:
    """Tables that are filled by these handlers alone, and so are rebuilt together.

    No handler of an event type is missing that fills a table: what is taken in for one of the tables is for all.
    """

    tables: tuple[Table, ...]
    handlers: tuple[Follower, ...]

    def handles(self, kind: str) -> list[Follower]:
        """Return the handlers of an event type, in the order in which they are bound."""
        return [one for one in self.handlers if one.event is None or one.event.type == kind]

    @property
    def kinds(self) -> set[str]:
        """The types of the events that are handled."""
        return set().union(*map(_kinds, self.handlers))

    @property
    def sources(self) -> set[str]:
        """The services whose logs are read."""
        return {one.event.service for one in self.handlers if one.event is not None}


def projections(service: str) -> list[str]:
    """List the tables of a service that can be named as a projection."""
    return sorted(set().union(*map(_names, all_followers(service))))


def projection_of(service: str, name: str) -> Projection:
    """Find a projection by one of its tables, with all that the same handlers fill. Raises NotRebuildable."""
    if name not in projections(service):
        known = ", ".join(projections(service)) or "none"
        raise NotRebuildable(projection=name, why=f"it is no projection of {service}; there are: {known}")
    filling = [one for one in all_followers(service) if one.projection]
    names, kinds, handlers = {name}, set[str](), list[Follower]()
    while len(handlers) < len(found := [one for one in filling if names & _names(one) or kinds & _kinds(one)]):
        handlers = found
        names, kinds = (set().union(*map(each, handlers)) for each in (_names, _kinds))
    if any(one.foreign for one in handlers):
        raise NotRebuildable(projection=name, why="other cooperatives told what is in it, and their logs are theirs")
    if any(one.event is None for one in handlers):
        raise NotRebuildable(projection=name, why="its handlers do not say which service's log they follow")
    ordered = [table for table in tables_of(service).metadata.sorted_tables if table.name in names]
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
    with database.transaction() as session:
        return rebuild_within(session, database, logs, projection, told)


def rebuild_within(
    session: Session,
    database: Database,
    logs: Mapping[str, Database],
    projection: Projection,
    told: Callable[[int], None] = lambda count: None,
) -> int:
    """Rebuild as a part of a transaction that is under way; ``database`` only says whose it is."""
    count = 0
    # Whoever handles an event enters it here first: none comes between the emptying and the last handler.
    session.execute(text(f"LOCK TABLE {InboxEvent.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))
    for table in reversed(projection.tables):
        session.execute(delete(table))
    for event, handled_at in _events(session, database.service, logs, projection):
        _handle(database, session, projection, event, handled_at)
        count += 1
        if count % PAGE == 0:
            told(count)
    told(count)
    return count


def _handle(database: Database, session: Session, projection: Projection, event: Event, handled_at: datetime) -> None:
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


def _events(
    session: Session, service: str, logs: Mapping[str, Database], projection: Projection
) -> Iterator[tuple[Event, datetime]]:
    """Yield the events to handle and when they first were, each log in its order, the logs merged by time of telling.

    Those skipped stay skipped, and those that are still on their way are left to their consumer. What was told before
    the service followed it is entered as handled at its telling: should it still arrive, it is known.
    """
    sources = [_log(logs[source], sorted(projection.kinds)) for source in sorted(projection.sources)]
    waiting = select(DeadLetter.stream).where(DeadLetter.state.in_(("dead", "parked")))
    # Streams of which one event is left: those behind it are left too, or they would overtake it.
    left = set(session.scalars(waiting))
    for page in _pages(heapq.merge(*sources, key=lambda logged: logged[0])):
        entered = select(InboxEvent).where(InboxEvent.id.in_([row.id for _, row in page]))
        known = {row.id: row for row in session.scalars(entered)}
        for told_at, row in page:
            event = Event.opened(row.envelope)
            if row.id not in known and event.stream not in left:
                if row.published_at is not None and _fills_only(service, event.type):
                    known[row.id] = InboxEvent(id=row.id, type=row.type, state="handled", received_at=told_at)
                    session.add(known[row.id])
                else:
                    left.add(event.stream)
            if row.id in known and known[row.id].state == "handled":
                yield event, known[row.id].received_at


def _fills_only(service: str, kind: str) -> bool:
    """Say whether all that this service does about an event type is to fill projections."""
    return all(one.projection for one in followers(service, kind) if not one.foreign)


def _log(source: Database, kinds: list[str]) -> Iterator[Logged]:
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
            yield latest, row
        if len(rows) < PAGE:
            return
        last = rows[-1].seq


def _pages(rows: Iterator[Logged]) -> Iterator[list[Logged]]:
    page: list[Logged] = []
    for row in rows:
        page.append(row)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page


def _names(handler: Follower) -> set[str]:
    return {table.__tablename__ for table in handler.projection}


def _kinds(handler: Follower) -> set[str]:
    return set() if handler.event is None else {handler.event.type}
