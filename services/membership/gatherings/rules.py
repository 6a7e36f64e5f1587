"""Who has a place at a gathering, and when a series meets. Pure.

Invariants: confirmed places never exceed the capacity; who is confirmed stays so; a place that becomes free goes to the
first who waits and whom it suffices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

THURSDAY = 3


@dataclass(frozen=True)
class Wish:
    """A sign-up in the order of arrival: its id, how many places, and whether they are confirmed."""

    id: str
    places: int
    confirmed: bool


def taken(wishes: Sequence[Wish]) -> int:
    """Return how many places are confirmed."""
    return sum(one.places for one in wishes if one.confirmed)


def promoted(capacity: int | None, wishes: Sequence[Wish]) -> list[str]:
    """Return the ids of those who wait and whom the free places now suffice, in the order of arrival.

    Who asks for more than is free is passed over until enough is.
    """
    free = None if capacity is None else capacity - taken(wishes)
    found = []
    for one in wishes:
        if not one.confirmed and (free is None or one.places <= free):
            found.append(one.id)
            free = None if free is None else free - one.places
    return found


def state_shown(sign_up: str, gathering: str) -> str:
    """Return how a sign-up stands: what ran on when its gathering was cancelled fell with it."""
    return "cancelled" if gathering == "cancelled" and sign_up in ("asked", "confirmed", "waiting") else sign_up


def repeated(starts_at: datetime, every_weeks: int, times: int) -> list[datetime]:
    """Return the beginnings of a series at the same hour of the clock on the wall, whatever summer time does."""
    return [starts_at + timedelta(weeks=every_weeks * number) for number in range(times)]


def is_thursday(day: date) -> bool:
    """Say whether a Thursday meeting may be held on that day."""
    return day.weekday() == THURSDAY
