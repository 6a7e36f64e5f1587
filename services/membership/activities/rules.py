"""The rules of activities: their states, and parts that sum to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

OPEN, PAUSED, CLOSED = "open", "paused", "closed"
STATES = (OPEN, PAUSED, CLOSED)
# What may become of an activity in each state; a closed one may be opened again, under its own code.
FOLLOWING = {OPEN: (PAUSED, CLOSED), PAUSED: (OPEN, CLOSED), CLOSED: (OPEN,)}


def may_become(state: str, asked: str) -> bool:
    """Say whether an activity in a state may pass to another."""
    return asked in FOLLOWING[state]


def are_whole(parts: Sequence[Fraction]) -> bool:
    """Say whether parts are above zero and sum to one exactly."""
    return bool(parts) and all(part > 0 for part in parts) and sum(parts) == 1


def equal_parts(people: Sequence[str]) -> dict[str, Fraction]:
    """Return the same part for each: what holds where nobody agreed on others."""
    return {person: Fraction(1, len(people)) for person in people}


def without(parts: Mapping[str, Fraction], leaver: str) -> dict[str, Fraction]:
    """Return the parts of those who stay, in the same proportion to one another; they sum to one again."""
    staying = {person: part for person, part in parts.items() if person != leaver}
    whole = sum(staying.values(), Fraction())
    return {person: part / whole for person, part in staying.items()}
