"""Whether the shop serves a member on a day, and what the mere passing of time will change about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from .standing import CounterRules, Rest, Standing, counted_standing

RulesOn = Callable[[date], CounterRules]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """Days from the first to the last, both inclusive; no last one: until further notice."""

    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        """Say whether a day lies within."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Account:
    """All that a member's standing follows from, as counted on the day ``counted_on``.

    ``past`` counts the marks of the shifts from the beginning of the membership of that day until it; ``coming`` are
    those of later shifts that are marked already (excused in advance, cancelled).
    """

    counted_on: date
    first_shift: date | None
    memberships: Sequence[Days]
    suspensions: Sequence[Days] = ()
    rests: Sequence[Rest] = ()
    past: Mapping[str, int] = field(default_factory=dict)
    coming: Sequence[tuple[date, str]] = ()

    def joined_on(self, day: date) -> date | None:
        """Return the first day of the membership of a day; a move to another category does not interrupt it."""
        return joined_on(self.memberships, day)

    def standing_on(self, day: date, rules: CounterRules) -> Standing | None:
        """Return the standing on a day from ``counted_on`` on; None for who is no member then."""
        joined = self.joined_on(day)
        if joined is None:
            return None
        since = None if self.first_shift is None else max(self.first_shift, joined)
        # Who left and came back begins anew.
        counts = dict(self.past) if joined <= self.counted_on else {}
        for on, mark in self.coming:
            if joined <= on <= day:
                counts[mark] = counts.get(mark, 0) + 1
        return counted_standing(day, since, counts, self.rests, rules)


def joined_on(memberships: Sequence[Days], day: date) -> date | None:
    """Return the first day of the unbroken membership that covers a day; None when none does."""
    current = next((one for one in memberships if one.covers(day)), None)
    while current is not None:
        before = next((one for one in memberships if one.ends_on is not None
                       and one.ends_on + _DAY == current.starts_on), None)  # fmt: skip
        if before is None:
            return current.starts_on
        current = before
    return None


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the shop serves, and why: a standing, or ``not_a_member``, ``suspended``."""

    may_shop: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """The answer from a day on."""

    on: date
    answer: Answer


def answer_on(account: Account, day: date, rules: CounterRules) -> Answer:
    """Return whether the shop serves a member on a day."""
    standing = account.standing_on(day, rules)
    if standing is None:
        return Answer(False, "not_a_member")
    if any(one.covers(day) for one in account.suspensions):
        return Answer(False, "suspended")
    return Answer(standing.standing != "not_served", standing.standing)


def steps_ahead(
    account: Account, first: date, last: date, rules_on: RulesOn, rules_change_on: Iterable[date] = ()
) -> list[Step]:
    """Return the answers from a day until another if nothing else is recorded: the present one, then each change."""
    days = {first, *rules_change_on}
    for starts_on, ends_on in _spans(account):
        days.add(starts_on)
        if ends_on is not None and ends_on < date.max:
            days.add(ends_on + _DAY)
    days.update(on for on, _ in account.coming)
    days = {day for day in days if first <= day <= last}
    days.update(_cycle_ends(account, first, last, rules_on, days))
    steps: list[Step] = []
    for day in sorted(days):
        answer = answer_on(account, day, rules_on(day))
        if not steps or steps[-1].answer != answer:
            steps.append(Step(day, answer))
    return steps


def until_of(steps: Sequence[Step]) -> date | None:
    """Return the last day on which ``may_shop`` stays what the first step says; None when no step changes it."""
    changed = (step.on for step in steps if step.answer.may_shop != steps[0].answer.may_shop)
    return next((on - _DAY for on in changed), None)


def _spans(account: Account) -> Iterable[tuple[date, date | None]]:
    for days in (*account.memberships, *account.suspensions):
        yield days.starts_on, days.ends_on
    for rest in account.rests:
        yield rest.starts_on, rest.ends_on


def _cycle_ends(account: Account, first: date, last: date, rules_on: RulesOn, changes: Iterable[date]) -> set[date]:
    """Return the days within on which a cycle is complete, by every length of a cycle that holds meanwhile."""
    found: set[date] = set()
    if account.first_shift is None:
        return found
    begins = {max(account.first_shift, joined) for day in changes if (joined := account.joined_on(day)) is not None}
    for since in begins:
        for cycle_days in {rules_on(day).cycle_days for day in changes}:
            count = max(1, -(-(first - since).days // cycle_days))
            while (end := since + timedelta(days=cycle_days * count)) <= last:
                found.add(end)
                count += 1
    return found
