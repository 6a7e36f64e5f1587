"""The operator's way with dead letters: look, replay, or skip; what waited behind them follows in order."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..audit import tell
from ..clock import Clock
from ..refusals import NotFound
from ..storage.database import Database
from .received import Event, _set_state, act_of, described, handle, is_transient, lock_stream
from .tables import DeadLetter


def unsettled(session: Session) -> list[DeadLetter]:
    """List the dead and parked letters in the order in which they arrived."""
    rows = select(DeadLetter).where(DeadLetter.state.in_(("dead", "parked"))).order_by(DeadLetter.seq)
    return list(session.scalars(rows))


def replay(database: Database, clock: Clock, event_id: str) -> list[tuple[str, str]]:
    """Handle a dead letter again, then all that waited behind it; stop at the first that fails.

    Returns (event id, "replayed" | "dead: why") in order; each letter has a transaction of its own.
    """
    return _settle(database, clock, event_id, skip=False)


def skip(database: Database, clock: Clock, event_id: str) -> list[tuple[str, str]]:
    """Give up on a dead letter, for good, and handle what waited behind it."""
    return _settle(database, clock, event_id, skip=True)


def _settle(database: Database, clock: Clock, event_id: str, *, skip: bool) -> list[tuple[str, str]]:
    with database.reading() as session:
        letter = session.scalar(select(DeadLetter).where(DeadLetter.id == event_id))
    if letter is None or letter.state not in ("dead", "parked"):
        raise NotFound(what="dead letter", id=event_id)
    outcome: list[tuple[str, str]] = []
    if skip:
        with database.transaction() as session:
            lock_stream(session, letter.stream)
            _close(session, clock, event_id, "skipped")
        outcome.append((event_id, "skipped"))
    while (verdict := _next(database, clock, letter.stream)) is not None:
        outcome.append(verdict)
        if verdict[1] != "replayed":
            break
    return outcome


def _next(database: Database, clock: Clock, stream: str) -> tuple[str, str] | None:
    """Handle the earliest letter of a stream that still waits."""
    earliest = select(DeadLetter).where(DeadLetter.stream == stream, DeadLetter.state.in_(("dead", "parked")))
    identity = ""
    try:
        with database.transaction() as session:
            lock_stream(session, stream)
            letter = session.scalar(earliest.order_by(DeadLetter.seq).limit(1))
            if letter is None:
                return None
            identity = letter.id
            event = Event.opened(letter.envelope, letter.provenance)
            tell(session, act_of(event, clock()))
            handle(database, clock, session, event)
            _close(session, clock, identity, "replayed")
            _set_state(session, identity, "handled")
        return identity, "replayed"
    except Exception as error:
        if is_transient(error) or not identity:
            raise
        with database.transaction() as session:
            held = session.scalars(select(DeadLetter).where(DeadLetter.id == identity)).one()
            held.state, held.error = "dead", described(error)
        return identity, f"dead: {described(error)}"


def _close(session: Session, clock: Clock, event_id: str, state: str) -> None:
    letter = session.scalars(select(DeadLetter).where(DeadLetter.id == event_id)).one()
    letter.state, letter.settled_at = state, clock()
