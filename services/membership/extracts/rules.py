"""The arithmetic of movements: what was there, what came and went, and what is there add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Movements:
    """How many members there were on the eve of a period, joined and left in it, and were there on its last day.

    A member whose last day is a day of the register is one on that day and has left on the day after.
    """

    start: int
    joined: int
    moved: int
    left: int
    end: int

    def __post_init__(self) -> None:
        assert self.start + self.joined - self.left == self.end, f"{self} does not add up"


@dataclass(frozen=True, slots=True)
class Change:
    """By how many the members became more or fewer on a day."""

    on: date
    by: int


def curve(changes: Iterable[Change], until: date, most: int, start: int = 0) -> list[tuple[date, int]]:
    """Return the number of members after each day of change, thinned to the last day of equal spans.

    ``start`` is the number before the first of them. The last number always stands: it is that of ``until``.
    """
    total, steps = start, []
    for day, some in groupby(sorted(changes, key=lambda one: one.on), key=lambda one: one.on):
        if day > until:
            break
        total += sum(one.by for one in some)
        steps.append((day, total))
    if not steps:
        return []
    span = max(1, -(-((until - steps[0][0]).days + 1) // most))
    kept = {(day - steps[0][0]).days // span: (day, number) for day, number in steps}
    thinned = [steps[0], *(one for one in kept.values() if one != steps[0])]
    return thinned if thinned[-1][0] == until else [*thinned, (until, total)]


def eve(day: date) -> date:
    """Return the day before."""
    return day - timedelta(days=1)
