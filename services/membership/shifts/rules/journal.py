"""A member's counter, movement by movement: its last balance is that of the standing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .standing import CounterRules, Rest, cycle_ends


@dataclass(frozen=True, slots=True)
class Movement:
    """What a day added to a counter, why, and the balance after it.

    ``reason``: ``begins``, ``cycle``, ``cycle_at_rest`` (adds nothing), or the mark of the shift named by ``shift_id``.
    """

    on: date
    reason: str
    gain: int
    balance: int
    shift_id: str | None = None


def movements(
    since: date | None, day: date, marks: Iterable[tuple[date, str, str]], rests: Sequence[Rest], rules: CounterRules
) -> list[Movement]:
    """Return every movement until a day, in the order of time; ``marks`` are (day of the shift, mark, shift id).

    Invariant: the balance of the last one is ``standing_on(day, …).balance`` of the same facts.
    """
    found = [Movement(since or day, "begins", rules.initial, 0)]
    for end in cycle_ends(since, day, rules.cycle_days):
        resting = any(rest.covers(end) for rest in rests)
        found.append(Movement(end, "cycle_at_rest" if resting else "cycle", 0 if resting else rules.cycle, 0))
    for on, mark, shift_id in marks:
        if mark in rules.gains and on <= day:
            found.append(Movement(on, mark, rules.gains[mark], 0, shift_id))
    # The beginning first; within a day what was served before what the cycle takes.
    found[1:] = sorted(found[1:], key=lambda one: (one.on, one.reason.startswith("cycle"), one.shift_id or ""))
    balance, told = 0, []
    for one in found:
        balance += one.gain
        told.append(replace(one, balance=balance))
    return told
