"""The rules of trainings: turns, minutes, and what a year comes to; without a database or a clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from services.membership.governance.rules import end_of_term


def moving_up(capacity: int | None, taken: int, waiting: Iterable[str]) -> list[str]:
    """Return who of those who wait, first come first, has a place now."""
    queue = list(waiting)
    return queue if capacity is None else queue[: max(0, capacity - taken)]


def last_day(since: date, months: int | None) -> date | None:
    """Return the last day of a role granted for so many months; None when it has no end."""
    return None if months is None else end_of_term(since, months)


def share(part: int, whole: int) -> Fraction:
    """Return an exact part of a whole; none of nobody."""
    return Fraction(part, whole) if whole else Fraction(0)


def serial(year: int, number: int) -> str:
    """Return the serial number of a certificate: the year of the training, and its place in the year's order."""
    return f"{year}-{number:05d}"
