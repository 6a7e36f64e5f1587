"""Takes in an event: once in effect, in the order of its subject, and never in the way of other subjects."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg2
from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from ..audit.act import Act
from ..bindings import followers
from ..clock import Clock
from ..refusals import Refusal
from ..storage.database import Database
from ..storage.unit import Actor, Unit
from .tables import DeadLetter, InboxEvent

# One round trip, who acts included, but two statements: the second must see what was committed while the first waited
# for the lock.
_ENTER = text(
    """
    SELECT pg_advisory_xact_lock(hashtextextended(:stream, 7)), set_config('rochdale.act', :act, true);
    INSERT INTO inbox (id, type, state, received_at)
    SELECT :id, :type, CASE WHEN EXISTS (
             SELECT FROM dead_letters WHERE stream = :stream AND state IN ('dead', 'parked')
           ) THEN 'parked' ELSE 'handled' END, :now
    ON CONFLICT DO NOTHING RETURNING state
    """
).bindparams(bindparam("now", type_=TIMESTAMP(timezone=True)))


class Transient(Exception):
    """The database or the broker failed, not the event: it must be offered again, however long it takes."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event as its handlers see it; ``provenance`` is the cooperative it came from, if not our own."""

    id: str
    type: str
    subject: str
    source: str
    time: str
    data: dict[str, Any]
    provenance: str | None
    envelope: Mapping[str, Any]

    @property
    def addressee(self) -> str | None:
        """The only cooperative that it was told to, if it was not told to all."""
        return self.envelope.get("addressee")

    @classmethod
    def opened(cls, envelope: Mapping[str, Any], provenance: str | None = None) -> Event:
        """Read a CloudEvents envelope; raise ValueError when it is not one of ours."""
        try:
            for name in ("id", "type", "subject", "source", "time"):
                if not isinstance(envelope[name], str):
                    raise TypeError(name)
            if envelope["specversion"] != "1.0" or not isinstance(envelope["data"], dict):
                raise TypeError("data")
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a CloudEvents 1.0 envelope: {error}") from None
        return cls(
            envelope["id"], envelope["type"], envelope["subject"], envelope["source"], envelope["time"],
            envelope["data"], provenance, envelope,
        )  # fmt: skip

    @property
    def stream(self) -> str:
        """What order is kept within: the teller and the subject.

        The teller is whoever's exchange it came through: an envelope in another's name must not hold up that one's.
        """
        teller = self.source if self.provenance is None else f"import.{self.provenance}/{self.type.partition('.')[0]}"
        return f"{teller}#{self.subject}"


def receive(database: Database, clock: Clock, event: Event) -> str:
    """Handle an event in one transaction with its inbox row; return handled | known | parked | dead.

    Raises Transient when the failure is the infrastructure's: nothing is recorded then.
    """
    try:
        try:
            with database.transaction() as session:
                state = _enter(session, clock, event)
                if state is None:
                    return "known"
                if state == "parked":
                    _bury(session, clock, event, "parked", "waits behind a dead letter of its subject")
                    return "parked"
                handle(database, clock, session, event)
            return "handled"
        except Exception as error:
            if is_transient(error):
                raise Transient(type(error).__name__) from error
            with database.transaction() as session:
                if _enter(session, clock, event) is None:
                    return "known"
                _set_state(session, event.id, "dead")
                _bury(session, clock, event, "dead", described(error))
            return "dead"
    except DBAPIError as error:
        raise Transient(type(error).__name__) from error


def handle(database: Database, clock: Clock, session: Session, event: Event) -> list[tuple[str, str]]:
    """Run every handler of the event in the given transaction; return the events they told."""
    unit = Unit(
        coop=database.coop, service=database.service, session=session, clock=clock,
        actor=Actor("event", event.id, frozenset({"*"})), trace=str(event.envelope.get("traceparent", "")),
        cause=event.id, provenance=event.provenance,
    )  # fmt: skip
    for follower in followers(database.service, event.type):
        # What another cooperative exported reaches only the handlers that ask for it, whatever its type says.
        if follower.foreign == (event.provenance is not None):
            follower.run(unit, event)
    session.flush()
    return unit.emitted


def act_of(event: Event, now: datetime) -> Act:
    """Name an event as what acts in a transaction, with the resolution it tells of."""
    resolution = event.data.get("resolution_id")
    return Act(
        "event", event.id, event.type, now, cause=event.id,
        resolution=resolution if isinstance(resolution, str) else None,
        trace=str(event.envelope.get("traceparent", "")),
    )  # fmt: skip


def lock_stream(session: Session, stream: str) -> None:
    """Hold the stream until the end of the transaction, against a replay at the same time."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(stream, 7))))


def seen(session: Session, event_ids: list[str]) -> bool:
    """Say whether all these events have been handled here."""
    found = select(func.count()).where(InboxEvent.id.in_(event_ids), InboxEvent.state == "handled")
    return session.scalar(found) == len(set(event_ids))


def is_transient(error: BaseException) -> bool:
    """Tell a failure of the infrastructure from one that will come back each time."""
    if isinstance(error, Transient | PoolTimeout | ConnectionError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    # A psycopg2 error may be raised past SQLAlchemy, when a connection breaks while it is given back.
    code = getattr(getattr(error, "orig", error), "pgcode", None)
    if isinstance(code, str):
        # Where the server gave its reason, that decides: psycopg2 calls a row that fits no index "operational" too.
        # 08: connection; 40: serialization failure and deadlock; 53: resources; 57: operator intervention; 58: system
        # error; 25P03: too long idle in a transaction; 55P03: lock not available
        return code[:2] in ("08", "40", "53", "57", "58") or code in ("25P03", "55P03")
    return isinstance(error, OperationalError | InterfaceError | psycopg2.OperationalError | psycopg2.InterfaceError)


def described(error: BaseException) -> str:
    """Name an error and its place without its values, which may be personal."""
    if isinstance(error, Refusal):
        return f"{error.problem().get('code')}: {error.detail}" if error.args else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rpartition('/services/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def _enter(session: Session, clock: Clock, event: Event) -> str | None:
    """Lock the stream and enter the event as ``handled``, or as ``parked``; None when it is known already."""
    entered = {"stream": event.stream, "id": event.id, "type": event.type, "now": clock(),
               "act": act_of(event, clock()).setting()}  # fmt: skip
    state: str | None = session.connection().execute(_ENTER, entered).scalar()
    return state


def _set_state(session: Session, event_id: str, state: str) -> None:
    session.execute(update(InboxEvent).where(InboxEvent.id == event_id).values(state=state))


def _bury(session: Session, clock: Clock, event: Event, state: str, error: str) -> None:
    row = insert(DeadLetter).values(
        id=event.id, stream=event.stream, type=event.type, envelope=dict(event.envelope), provenance=event.provenance,
        state=state, error=error, recorded_at=clock(),
    )  # fmt: skip
    session.execute(row.on_conflict_do_nothing())
