"""Opens the ballots of large polls in the background, so that no request waits for it and no neighbour notices."""

from __future__ import annotations

from sqlalchemy import select

from services.commons.clock import Clock
from services.commons.storage import Database, Unit
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task
from services.voting.polls.actions.holding import hold_poll
from services.voting.scrutiny.keys import held_key, void
from services.voting.scrutiny.opening import TASK, open_piece
from services.voting.scrutiny.tables import PollKey


def open_waiting(database: Database, clock: Clock) -> bool:
    """Open the next piece of every poll whose key is there; return whether there may be more.

    Each has a transaction of its own: one that cannot be opened holds up no other, and its error is raised when it is
    all that is left.
    """
    with database.reading() as session:
        due = session.scalars(select(PollKey.poll_id).where(PollKey.state == "opening").order_by(PollKey.poll_id)).all()
    failed: Exception | None = None
    opened = 0
    for poll_id in due:
        try:
            with database.transaction() as session:
                _open_piece_of(Unit(database.coop, database.service, session, clock, OPERATOR), poll_id)
            opened += 1
        except Exception as error:
            failed = failed or error
    if failed is not None and not opened:
        raise failed
    return opened > 0


def _open_piece_of(unit: Unit, poll_id: str) -> None:
    poll, key = hold_poll(unit, poll_id), held_key(unit, poll_id)
    if poll.state == "annulled":
        void(unit, poll_id)
    elif key is not None and key.state == "opening":
        open_piece(unit, poll, key)


opening = Task(TASK, open_waiting, quiet=0.05, sweep=60.0)
