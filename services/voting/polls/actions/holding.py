"""Gets hold of a poll: shared to vote in it, alone to change its state."""

from __future__ import annotations

from sqlalchemy import text

from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.tables import Assembly
from services.voting.polls.contract.refusals import PollClosed, PollNotOpen, PollSuspended, WrongPollState
from services.voting.polls.rules import needed_for, next_state
from services.voting.polls.tables import Poll

# Prepared once: voting in a poll is the one thing that thousands do within a minute.
_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:poll_id, 23))")
_SHARE = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:poll_id, 23))")


def hold_poll(unit: Unit, poll_id: str) -> Poll:
    """Return a poll, held alone until the end of the transaction: all votes that began are in, none begins.

    The lock is an advisory one because its waiters queue up: share locks on the row would let a steady stream of
    voters keep the closing waiting for ever, and each would write to the row.
    """
    unit.session.execute(_HOLD, {"poll_id": poll_id})
    poll = unit.session.get(Poll, poll_id, with_for_update=True, populate_existing=True)
    if poll is None:
        raise NotFound(what="poll", id=poll_id)
    return poll


def hold_with_assembly(unit: Unit, poll_id: str) -> tuple[Poll, Assembly]:
    """Return a poll and its assembly, both held; always in this order, so that two commands cannot block each other."""
    assembly = held_assembly(unit, seen_poll(unit, poll_id).assembly_id, lock=True)
    return hold_poll(unit, poll_id), assembly


def share_poll(unit: Unit, poll_id: str) -> None:
    """Keep the poll in its state until the end of the transaction, together with other voters."""
    unit.session.connection().execute(_SHARE, {"poll_id": poll_id})


def seen_poll(unit: Unit, poll_id: str) -> Poll:
    """Return a poll to be read."""
    poll = unit.session.get(Poll, poll_id)
    if poll is None:
        raise NotFound(what="poll", id=poll_id)
    return poll


def take_step(poll: Poll, step: str) -> None:
    """Move a poll that is held alone one step on, or refuse."""
    after = next_state(step, poll.state)
    if after is None:
        raise WrongPollState(poll_id=poll.id, state=poll.state, needed=needed_for(step))
    poll.state = after


def require_open(poll_id: str, state: str) -> None:
    """Refuse unless votes are taken at this moment, and say why not."""
    if state in ("draft", "sealed"):
        raise PollNotOpen(poll_id=poll_id, state=state)
    if state == "suspended":
        raise PollSuspended(poll_id=poll_id)
    if state != "open":
        raise PollClosed(poll_id=poll_id, state=state)
