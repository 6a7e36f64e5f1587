"""The seeds of lots: secret from the sealing of a poll until its tally, and committed to all the while."""

from __future__ import annotations

import secrets

from services.commons.storage import Unit
from services.voting.tally.rules.methods import commitment
from services.voting.tally.tables import TieSeed


def commit_to_seed(unit: Unit, poll_id: str) -> str:
    """Draw the seed of a poll's lot and return its commitment, which everyone may know before the vote."""
    seed = secrets.token_hex(32)
    unit.session.add(TieSeed(poll_id=poll_id, seed=seed))
    return commitment(seed)


def seed_of(unit: Unit, poll_id: str) -> str | None:
    """Return the seed of a poll whose ties are settled by lot; only for its tally and after it."""
    held = unit.session.get(TieSeed, poll_id)
    return None if held is None else held.seed
