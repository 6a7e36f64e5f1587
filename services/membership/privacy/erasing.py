"""What is erased with a person: the personal columns that tables declare, and what rooms add."""

from __future__ import annotations

from collections.abc import Callable

from services.commons.storage import Unit

Erasing = Callable[[Unit, str], int]
ERASINGS: dict[str, Erasing] = {}


def erases(what: str) -> Callable[[Erasing], Erasing]:
    """Register ``(unit, party_id) -> how many rows`` for personal values that are no ``personal`` column of a table."""

    def bind(erasing: Erasing) -> Erasing:
        assert what not in ERASINGS, what
        ERASINGS[what] = erasing
        return erasing

    return bind
