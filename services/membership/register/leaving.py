"""What ends together with a membership: each room registers how it clears its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from services.commons.storage import Unit

Clearing = Callable[[Unit, str, date, str], int]
_CLEARINGS: dict[str, Clearing] = {}


def clears(what: str) -> Callable[[Clearing], Clearing]:
    """Register ``(unit, member_id, left_on, reason) -> how many`` to end what a leaver holds after the last day."""

    def bind(clearing: Clearing) -> Clearing:
        assert what not in _CLEARINGS, what
        _CLEARINGS[what] = clearing
        return clearing

    return bind


def clear_all(unit: Unit, member_id: str, left_on: date, reason: str) -> dict[str, int]:
    """Clear everything, in the order of the names, and return how many of each were ended."""
    return {what: _CLEARINGS[what](unit, member_id, left_on, reason) for what in sorted(_CLEARINGS)}
