"""The rules of seats and terms, without a database or a clock."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Term:
    """The days in which a seat is held, both inclusive."""

    starts_on: date
    ends_on: date

    def covers(self, day: date) -> bool:
        """Say whether the seat is held on a day."""
        return self.starts_on <= day <= self.ends_on

    def overlaps(self, other: Term) -> bool:
        """Say whether both hold on some day."""
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


def end_of_term(starts_on: date, months: int) -> date:
    """Return the last day of a term: the day before the same day of the month, that many months later.

    A term that starts on the 31st and would end in a shorter month ends with that month.
    """
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    month += 1
    length = monthrange(year, month)[1]
    if starts_on.day > length:
        return date(year, month, length)
    return date(year, month, starts_on.day) - timedelta(days=1)


def most_held(terms: Iterable[Term], window: Term) -> int:
    """Return the largest number of seats held on one day of the window.

    The number can only rise on a day on which a term starts, so those days and the first one are enough.
    """
    held = [term for term in terms if term.overlaps(window)]
    days = {window.starts_on} | {term.starts_on for term in held if term.starts_on >= window.starts_on}
    return max((sum(term.covers(day) for term in held) for day in days), default=0)


def free_seats(seats: int, terms: Iterable[Term], window: Term) -> int:
    """Return how many seats are free on every day of the window."""
    return max(0, seats - most_held(terms, window))


def is_too_long(months: int, maximum_years: int) -> bool:
    """Say whether a term is longer than the law allows."""
    return months > maximum_years * 12


def incompatible_bodies(body: str, incompatibilities: Iterable[Sequence[str]]) -> set[str]:
    """Return the bodies in which a member of ``body`` may not sit; each entry lists bodies that exclude each other."""
    return {other for group in incompatibilities if body in group for other in group} - {body}
