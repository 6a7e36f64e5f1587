"""Make-ups: how many shifts a member owes for those that were missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from .standing import CounterRules


class Served(NamedTuple):
    """A mark of a member, the day of its shift, and whether that shift was a make-up itself."""

    on: date
    mark: str
    is_make_up: bool


@dataclass(frozen=True, slots=True)
class MakeUpRules:
    """How many shifts make up for one that was missed, excused or replaced."""

    owed: Mapping[str, int]

    @classmethod
    def read(cls, shifts: Mapping[str, Any], counters: CounterRules) -> MakeUpRules:
        """Read ``shifts.make_ups`` of the bylaws; what they do not say follows from the counters.

        By the counters a mark owes the attendances that bring it up to one attended: at +1 for attended and -1 for
        missed, a missed shift is made up twice.
        """
        written, attended = shifts.get("make_ups") or {}, counters.gains.get("attended", 0)
        owed = {}
        for mark in ("missed", "excused", "replaced"):
            short = attended - counters.gains.get(mark, 0)
            derived = -(-short // attended) if attended > 0 and short > 0 else 0
            owed[mark] = int(written.get(mark, derived))
        return cls(owed)


@dataclass(frozen=True, slots=True)
class MakeUps:
    """How many make-ups arose, how many were served, and how many are owed still."""

    opened: int
    served: int
    owed: int


def make_ups(marks: Iterable[Served], rules: MakeUpRules) -> MakeUps:
    """Count a member's make-ups: each mark opens what the rules say, each make-up attended settles one.

    A make-up that is missed is owed still, and opens what a missed shift opens beyond itself. One attended when none
    was owed settles nothing in advance.
    """
    opened = served = owed = 0
    for one in sorted(marks):
        if one.is_make_up and one.mark == "attended":
            served += 1
            owed = max(0, owed - 1)
        elif one.mark in rules.owed:
            more = max(0, rules.owed[one.mark] - one.is_make_up)
            opened, owed = opened + more, owed + more
    return MakeUps(opened, served, owed)
