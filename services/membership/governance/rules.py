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


PARTS = {"whole": 1, "by_halves": 2, "by_thirds": 3}


@dataclass(frozen=True, slots=True)
class Held:
    """A seat as it is or was held: its series, the days (None when it never began), and the last day of the term."""

    series: int
    days: Term | None
    term_ends_on: date


@dataclass(frozen=True, slots=True)
class Places:
    """Seats of one series that are open: for so many months, or for the rest of a term that runs."""

    series: int
    seats: int
    months: int | None
    ends_on: date | None

    def term(self, first: date) -> Term:
        """Return the term of who takes one of them on a day."""
        return Term(first, self.ends_on or end_of_term(first, self.months or 0))


def series_sizes(seats: int, parts: int) -> list[int]:
    """Divide the seats of a body into the parts that are renewed in turn; the first ones take what is over."""
    return [seats // parts + (at < seats % parts) for at in range(parts)]


def open_places(seats: int, months: int, parts: int, held: Sequence[Held], first: date) -> list[Places]:
    """Return the seats that are open from a day on, series by series.

    A series whose term runs is filled for the rest of it; one whose term is over gets a whole term. When none runs, as
    in a new body, the series start together and end one after the other: by thirds after a third, two thirds and all
    of the term, so that from then on a part is renewed each time.
    """
    running = {one.series: max(other.term_ends_on for other in held if other.series == one.series)
               for one in held if one.term_ends_on >= first}  # fmt: skip
    found = []
    for series, size in enumerate(series_sizes(seats, parts), start=1):
        own = [one.days for one in held if one.series == series and one.days is not None]
        if series in running:
            free = free_seats(size, own, Term(first, running[series]))
            found.append(Places(series, free, None, running[series]))
            continue
        length = months if running else months * series // parts
        free = free_seats(size, own, Term(first, end_of_term(first, length)))
        found.append(Places(series, free, length, None))
    return [places for places in found if places.seats]


def assigned(places: Iterable[Places], elected: Sequence[str], first: date) -> list[tuple[str, int, Term]]:
    """Give each of those elected a series and a term, the best placed the longest terms."""
    ordered = sorted(places, key=lambda one: (one.term(first).ends_on, one.series), reverse=True)
    seats = [(one.series, one.term(first)) for one in ordered for _ in range(one.seats)]
    return [(member, series, term) for member, (series, term) in zip(elected, seats, strict=False)]


def years_between(born: date, day: date) -> int:
    """Return the full years from a birth to a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
