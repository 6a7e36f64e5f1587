"""Opens the ballots of large polls in the background, so that no request waits for it and no neighbour notices."""

from __future__ import annotations

from sqlalchemy import select

from services.commons.clock import Clock
from services.commons.storage import Database, Unit
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task
from services.voting.polls.actions.holding import hold_poll
from services.voting.scrutiny.keys import held_key
from services.voting.scrutiny.opening import TASK, open_piece
from services.voting.scrutiny.tables import PollKey


def open_waiting(database: Database, clock: Clock) -> bool:
    """Open the next piece of some poll whose key is there; return whether there may be more."""
    due = select(PollKey.poll_id).where(PollKey.state == "opening").order_by(PollKey.poll_id).limit(1)
    with database.reading() as session:
        poll_id = session.scalar(due)
    if poll_id is None:
        return False
    with database.transaction() as session:
        unit = Unit(database.coop, database.service, session, clock, OPERATOR)
        poll, key = hold_poll(unit, poll_id), held_key(unit, poll_id)
        if key is not None and poll.state == "annulled":
            key.state, key.private_key = "void", None
        elif key is not None and key.state == "opening":
            open_piece(unit, poll, key)
    return True


opening = Task(TASK, open_waiting, quiet=0.05, sweep=60.0)
