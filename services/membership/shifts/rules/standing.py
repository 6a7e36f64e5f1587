"""Standing, derived from attendance by the counters of the bylaws; it never touches the electoral roll."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

# A place in a shift is taken by everybody enrolled but those who withdrew, were excused or sent somebody else.
FREES_PLACE = ("withdrawn", "replaced", "excused", "cancelled")
# What moves a counter: enrolled and withdrawn do not.
COUNTED = ("attended", "missed", "excused", "replaced", "cancelled")


@dataclass(frozen=True, slots=True)
class CounterRules:
    """What moves a member's counter, and what its value means.

    Everybody starts at ``initial``; each cycle adds ``cycle`` (below zero), each attendance what ``gains`` says; a
    shift that the cooperative cancelled counts as attended unless said otherwise.
    Below ``alert_below`` the standing is alert, below ``not_served_below`` it is not_served.
    """

    cycle_days: int
    initial: int
    cycle: int
    gains: Mapping[str, int]
    alert_below: int
    not_served_below: int

    @classmethod
    def read(cls, shifts: Mapping[str, Any]) -> CounterRules:
        """Read them from the section ``shifts`` of the bylaws."""
        counters, standings = shifts["counters"], shifts["standings"]
        gains = {name: int(value) for name, value in counters.items() if name not in ("initial", "cycle")}
        # A shift that the cooperative cancelled is owed by nobody: it counts as one that was attended.
        gains.setdefault("cancelled", gains.get("attended", 0))
        return cls(
            int(shifts["cycle_days"]), int(counters["initial"]), int(counters["cycle"]), gains,
            int(standings["alert_below"]), int(standings["not_served_below"]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rest:
    """Days, both inclusive, in which a member owes nothing; ``kind`` is leave or exemption."""

    kind: str
    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        """Say whether a day lies within."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member may expect of the shop, and what it was derived from."""

    standing: str
    balance: int
    served: int
    owed: int
    missed: int
    reason: str
    until: date | None


def standing_on(
    day: date, since: date | None, attendances: Iterable[str], rests: Iterable[Rest], rules: CounterRules
) -> Standing:
    """Return a member's standing on a day: exempt > on_leave > up_to_date > alert > not_served.

    ``since`` is the first day that counts (None: shifts have not begun); ``attendances`` are those of the shifts
    from then until ``day``. A cycle that ends during a rest asks for nothing.
    """
    return counted_standing(day, since, Counter(attendances), list(rests), rules)


def counted_standing(
    day: date, since: date | None, marks: Mapping[str, int], resting: Sequence[Rest], rules: CounterRules
) -> Standing:
    """Return the same when the attendances are counted already."""
    owed = _owed(since, day, resting, rules.cycle_days)
    balance = rules.initial + rules.cycle * owed
    balance += sum(rules.gains.get(mark, 0) * count for mark, count in marks.items())
    served, missed = marks.get("attended", 0), marks.get("missed", 0)
    for kind, standing in (("exemption", "exempt"), ("leave", "on_leave")):
        ends = [rest.ends_on for rest in resting if rest.kind == kind and rest.covers(day)]
        if ends:
            until = None if None in ends else max(end for end in ends if end is not None)
            return Standing(standing, balance, served, owed, missed, f"{kind} on record", until)
    return Standing(
        _by_balance(balance, rules), balance, served, owed, missed,
        f"{rules.initial} to begin with, {served} served, {missed} missed, {owed} owed: {balance}",
        next_cycle_end(since, day, rules.cycle_days),
    )  # fmt: skip


def cycle_ends(since: date | None, day: date, cycle_days: int) -> list[date]:
    """Return the days until ``day`` on which a cycle of a member who began on ``since`` was complete."""
    if since is None or day < since:
        return []
    return [since + timedelta(days=cycle_days * count) for count in range(1, (day - since).days // cycle_days + 1)]


def next_cycle_end(since: date | None, day: date, cycle_days: int) -> date | None:
    """Return the last day before the next cycle counts, or None when nothing counts yet."""
    if since is None:
        return None
    complete = max(0, (day - since).days) // cycle_days
    return since + timedelta(days=cycle_days * (complete + 1) - 1)


def free_places(places: Mapping[str, int], taken: Mapping[str, int]) -> dict[str, int]:
    """Return the free places of each role."""
    return {role: max(0, capacity - taken.get(role, 0)) for role, capacity in places.items()}


def _owed(since: date | None, day: date, resting: Sequence[Rest], cycle_days: int) -> int:
    """Count the complete cycles that asked for a shift; without rests there is nothing to look at one by one."""
    if since is None or day < since:
        return 0
    if not resting:
        return (day - since).days // cycle_days
    return sum(not any(rest.covers(end) for rest in resting) for end in cycle_ends(since, day, cycle_days))


def _by_balance(balance: int, rules: CounterRules) -> str:
    if balance < rules.not_served_below:
        return "not_served"
    return "alert" if balance < rules.alert_below else "up_to_date"
