"""What every split of a surplus has in common: its parts, who gets what of them, and the limits it was held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from .shares import Share


@dataclass(frozen=True)
class Limit:
    """A limit of law or statutes: the value it is about, the bound, which side is allowed, and where it is written."""

    rule: str
    value: int
    bound: int
    side: str  # at_least | at_most | exactly
    article: str

    @property
    def holds(self) -> bool:
        """Whether the value keeps the limit."""
        if self.side == "exactly":
            return self.value == self.bound
        return self.value >= self.bound if self.side == "at_least" else self.value <= self.bound


@dataclass(frozen=True)
class Split:
    """A surplus in its parts; what of them goes to whom; and every limit that was looked at, law before statutes."""

    surplus: int
    parts: dict[str, int]
    limits: tuple[Limit, ...]
    labour: Mapping[str, Share] = field(default_factory=dict)
    # The keys by which the labour share is split, and the weight of each.
    labour_keys: Mapping[str, Fraction] = field(default_factory=dict)
    interest: Mapping[str, Share] = field(default_factory=dict)
    refunds: Mapping[str, Share] = field(default_factory=dict)
    gifts: Mapping[str, Share] = field(default_factory=dict)

    @property
    def broken(self) -> tuple[Limit, ...]:
        """The limits that do not hold, law before statutes."""
        return tuple(limit for limit in self.limits if not limit.holds)


def up(value: Fraction) -> int:
    """Round up to the minor unit: for what the law asks at least."""
    return -((-value.numerator) // value.denominator)


def down(value: Fraction) -> int:
    """Round down to the minor unit: for what the law allows at most."""
    return value.numerator // value.denominator
