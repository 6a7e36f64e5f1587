"""A poll is never reset: who asks for it after an annulment means the one that took its place."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.storage import Unit
from services.voting.polls.tables import Poll


def last_of(unit: Unit, poll_id: str, *within: Any) -> Poll:
    """Return a poll, or the last successor that took its place (of those ``within`` some conditions)."""
    poll = unit.session.get_one(Poll, poll_id)
    while (after := unit.session.scalar(select(Poll).where(Poll.predecessor_id == poll.id, *within))) is not None:
        poll = after
    return poll
