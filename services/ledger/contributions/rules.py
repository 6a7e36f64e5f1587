"""What an activity contributes: a dated rate times its revenue, exact, rounded once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from services.commons.money import Money, share_out


@dataclass(frozen=True)
class RateRule:
    """A contribution as the bylaws define it from a day on; ``fixed`` is per activity and period, in minor units.

    ``category`` and ``activity`` make it an exception; the narrower one wins, then the later day.
    """

    name: str
    rate: Fraction
    fixed: int
    since: date
    category: str | None = None
    activity: str | None = None

    @property
    def narrowness(self) -> int:
        """How particular the rule is: 0 for everyone, 1 for a category, 2 for one activity."""
        return 2 if self.activity else 1 if self.category else 0


@dataclass(frozen=True)
class Due:
    """What is due under one rule: the base, the rate (None when it changed within the period), the amount."""

    rule: str
    base: int
    rate: Fraction | None
    amount: int


def read_rules(contributions: Iterable[Mapping[str, Any]], currency: str) -> list[RateRule]:
    """Read the contributions that the bylaws list."""
    return [
        RateRule(
            one["name"], Fraction(str(one["rate"])), Money.parse(str(one.get("fixed", "0")), currency).minor,
            date.fromisoformat(str(one["from"])), one.get("category"), one.get("activity"),
        )
        for one in contributions
    ]  # fmt: skip


def rule_on(rules: Sequence[RateRule], name: str, day: date, category: str | None, activity: str) -> RateRule | None:
    """Return the rule of a name that applies to an activity on a day: activity before category before everyone."""
    fitting = [
        rule for rule in rules
        if rule.name == name and rule.since <= day
        and rule.category in (None, category) and rule.activity in (None, activity)
    ]  # fmt: skip
    return max(fitting, key=lambda rule: (rule.narrowness, rule.since), default=None)


def due(
    rules: Sequence[RateRule], revenues: Iterable[tuple[date, int]], until: date, category: str | None, activity: str
) -> list[Due]:
    """Return what an activity owes on its revenues (day, minor units) of a period that ends on ``until``.

    Each revenue meets the rate of its own day. The exact total is rounded once, half up, and split among the rules
    by the largest remainder, so that the parts sum to it.
    """
    taken = list(revenues)
    base = sum(amount for _, amount in taken)
    exact: dict[str, Fraction] = {}
    rates: dict[str, Fraction | None] = {}
    for name in sorted({rule.name for rule in rules}):
        met = [(rule_on(rules, name, day, category, activity), amount) for day, amount in taken]
        total = sum((rule.rate * amount for rule, amount in met if rule), Fraction(0))
        last = rule_on(rules, name, until, category, activity)
        total += last.fixed if last else 0
        seen = {rule.rate for rule, _ in met if rule} or ({last.rate} if last else set())
        if seen:
            exact[name], rates[name] = total, seen.pop() if len(seen) == 1 else None
    whole = sum(exact.values(), Fraction(0))
    rounded = _half_up(whole)
    if rounded and min(exact.values()) >= 0:
        parts = share_out(rounded, exact)
    elif rounded and max(exact.values()) <= 0:
        parts = {name: -part for name, part in share_out(-rounded, {name: -one for name, one in exact.items()}).items()}
    else:  # nothing, or rules that pull both ways: each by itself
        parts = {name: _half_up(one) for name, one in exact.items()}
    return [Due(name, base, rates[name], parts[name]) for name in exact]


def _half_up(value: Fraction) -> int:
    magnitude = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -magnitude if value < 0 else magnitude
