"""What an activity contributes: dated rates on turnover or gross margin, fixed parts and caps; exact, rounded once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from services.commons.calendar import month_end
from services.commons.money import Money, share_out

COMPUTED = frozenset({("turnover", "invoiced"), ("turnover", "received"), ("gross_margin", "invoiced")})
PURCHASES = ("60",)  # what a gross margin takes off turnover, unless the rule says otherwise


@dataclass(frozen=True, order=True)
class Basis:
    """What a rule counts: turnover when invoiced or when received, or turnover invoiced less purchases.

    ``purchases`` are the first digits of the accounts that a gross margin takes off, and empty for turnover.
    """

    base: str = "turnover"
    recognised: str = "invoiced"
    purchases: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Write it as statements show it."""
        taken = f" less {', '.join(self.purchases)}" if self.purchases else ""
        return f"{self.base} {self.recognised}{taken}"


@dataclass(frozen=True)
class RateRule:
    """A contribution as the bylaws define it from a day on; amounts are in minor units.

    ``fixed`` is due per period or, with ``monthly``, for each month that ends in it; ``minimum`` and ``maximum`` bound
    what is due for a period, ``yearly`` what is due for a fiscal year. ``category`` and ``activity`` make the rule an
    exception; the narrower one wins, then the later day.
    """

    name: str
    rate: Fraction
    fixed: int
    since: date
    category: str | None = None
    activity: str | None = None
    basis: Basis = Basis()
    monthly: bool = False
    minimum: int | None = None
    maximum: int | None = None
    yearly: int | None = None

    @property
    def narrowness(self) -> int:
        """How particular the rule is: 0 for everyone, 1 for a category, 2 for one activity."""
        return 2 if self.activity else 1 if self.category else 0

    @property
    def asks_of_everyone(self) -> bool:
        """Whether it asks something also of an activity that earned nothing."""
        return bool(self.fixed or self.minimum)


@dataclass(frozen=True)
class Period:
    """The days that contribute, both included."""

    since: date
    until: date

    def month_ends(self, opened_on: date) -> list[date]:
        """Return the last days of the months that end in the period, once the activity was open."""
        first, last = (day.year * 12 + day.month - 1 for day in (self.since, self.until))
        ends = [month_end(date(month // 12, month % 12 + 1, 1)) for month in range(first, last + 1)]
        return [day for day in ends if opened_on <= day <= self.until]


@dataclass(frozen=True)
class Owing:
    """An activity as its contribution is computed: who it is, what it counted, and what it owed before in the year.

    ``counted`` maps a basis to (day, minor units); ``before`` maps a rule to what other periods of the year booked.
    """

    code: str
    category: str | None = None
    opened_on: date = date.min
    counted: Mapping[Basis, Sequence[tuple[date, int]]] = field(default_factory=dict)
    before: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Due:
    """What is due under one rule: the basis, the base, the rate (None when it changed in the period), the amount."""

    rule: str
    basis: str
    base: int
    rate: Fraction | None
    amount: int


def read_rules(contributions: Iterable[Mapping[str, Any]], currency: str) -> list[RateRule]:
    """Read the contributions that the bylaws list."""

    def minor(one: Mapping[str, Any], key: str) -> int | None:
        return None if one.get(key) is None else Money.parse(str(one[key]), currency).minor

    return [
        RateRule(
            one["name"], Fraction(str(one["rate"])), minor(one, "fixed") or 0, date.fromisoformat(str(one["from"])),
            one.get("category"), one.get("activity"), _basis(one), one.get("fixed_per") == "month",
            minor(one, "minimum"), minor(one, "maximum"), minor(one, "maximum_per_year"),
        )
        for one in contributions
    ]  # fmt: skip


def _basis(one: Mapping[str, Any]) -> Basis:
    base = str(one.get("base", "turnover"))
    purchases = tuple(sorted(one.get("purchases") or PURCHASES)) if base == "gross_margin" else ()
    return Basis(base, str(one.get("recognised", "invoiced")), purchases)


def uncomputed(rules: Iterable[RateRule]) -> RateRule | None:
    """Return a rule whose base these books do not compute, if any."""
    return next((one for one in rules if (one.basis.base, one.basis.recognised) not in COMPUTED), None)


def rule_on(rules: Sequence[RateRule], name: str, day: date, category: str | None, activity: str) -> RateRule | None:
    """Return the rule of a name that applies to an activity on a day: activity before category before everyone."""
    fitting = [
        rule for rule in rules
        if rule.name == name and rule.since <= day
        and rule.category in (None, category) and rule.activity in (None, activity)
    ]  # fmt: skip
    return max(fitting, key=lambda rule: (rule.narrowness, rule.since), default=None)


def due(rules: Sequence[RateRule], period: Period, owing: Owing) -> list[Due]:
    """Return what an activity owes for a period.

    What was counted on a day meets the rule of that day, if that rule counts it; the fixed part of a month is that of
    the rule in force at its end, and of a period that of its end, which also sets the bounds. The exact total is
    rounded once, half up, and split among the rules by the largest remainder, so that the parts sum to it.
    """
    exact: dict[str, Fraction] = {}
    found: dict[str, Due] = {}
    for name in sorted({rule.name for rule in rules}):
        asked = _asked(rules, name, period, owing)
        if asked is not None:
            exact[name], found[name] = asked
    return [
        Due(one.rule, one.basis, one.base, one.rate, part)
        for one, part in zip(found.values(), _split(exact).values(), strict=True)
    ]


def _asked(rules: Sequence[RateRule], name: str, period: Period, owing: Owing) -> tuple[Fraction, Due] | None:
    """Return what one rule asks exactly, and what it counted; None when it applied on no day of the period."""

    def on(day: date) -> RateRule | None:
        return rule_on(rules, name, day, owing.category, owing.code)

    met = [
        (rule, amount) for basis in sorted(owing.counted) for day, amount in owing.counted[basis]
        if (rule := on(day)) is not None and rule.basis == basis
    ]  # fmt: skip
    last = on(period.until)
    total = sum((rule.rate * amount for rule, amount in met), Fraction(0))
    if last is not None and not last.monthly:
        total += last.fixed
    total += sum(rule.fixed for day in period.month_ends(owing.opened_on) if (rule := on(day)) and rule.monthly)
    if last is not None:
        total = _bounded(last, total, owing.before.get(name, 0))
    applied = [rule for rule, _ in met] or ([last] if last is not None else [])
    if not applied:
        return None
    rates = {rule.rate for rule in applied}
    basis = ", ".join(sorted({str(rule.basis) for rule in applied}))
    base = sum(amount for _, amount in met)
    return total, Due(name, basis, base, rates.pop() if len(rates) == 1 else None, 0)


def _bounded(rule: RateRule, exact: Fraction, before: int) -> Fraction:
    """Return what is due within the bounds; the yearly one counts what other periods of the year booked."""
    if rule.minimum is not None:
        exact = max(exact, Fraction(rule.minimum))
    if rule.maximum is not None:
        exact = min(exact, Fraction(rule.maximum))
    if rule.yearly is not None:
        exact = min(exact, Fraction(max(0, rule.yearly - before)))
    return exact


def _split(exact: Mapping[str, Fraction]) -> dict[str, int]:
    """Round a total once and split it among those who share it."""
    rounded = _half_up(sum(exact.values(), Fraction(0)))
    if rounded and min(exact.values()) >= 0:
        return share_out(rounded, exact)
    if rounded and max(exact.values()) <= 0:
        shares = share_out(-rounded, {name: -one for name, one in exact.items()})
        return {name: -part for name, part in shares.items()}
    # Nothing, or rules that pull both ways: each by itself.
    return {name: _half_up(one) for name, one in exact.items()}


def _half_up(value: Fraction) -> int:
    magnitude = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -magnitude if value < 0 else magnitude
