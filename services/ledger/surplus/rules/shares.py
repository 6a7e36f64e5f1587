"""Persons' shares of a part: by weight, exact, rounded by the largest remainder; capital weighs by the days it is held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from services.commons.money import share_out


class Share(NamedTuple):
    """What one person gets of a part, the weight it follows, and the coefficient that the weight is multiplied by."""

    amount: int
    weight: Fraction
    coefficient: Fraction = Fraction(1)


def shared(total: int, weights: Mapping[str, Fraction | int], coefficients: Mapping[str, Fraction] | None = None) -> (
    dict[str, Share]
):  # fmt: skip
    """Share ``total`` pro rata to weight × coefficient; the parts sum to it, ties go by id.

    Who has no weight has no share; nobody has one of nothing.
    """
    if not total:
        return {}
    factors = coefficients or {}
    weighing = {who: Fraction(weight) * factors.get(who, Fraction(1)) for who, weight in weights.items() if weight > 0}
    if not weighing:
        return {}
    parts = share_out(total, weighing)
    return {who: Share(parts[who], Fraction(weights[who]), factors.get(who, Fraction(1))) for who in sorted(weighing)}


def amounts(shares: Mapping[str, Share]) -> dict[str, int]:
    """Return the amounts alone."""
    return {who: share.amount for who, share in shares.items()}


@dataclass(frozen=True)
class Capital:
    """Each member's paid-up capital times the days it was held (minor units · days), and the days of the year."""

    days_held: Mapping[str, int]
    days: int

    @property
    def average(self) -> Fraction:
        """The capital paid up on an average day of the year: what a rate of interest applies to."""
        return Fraction(sum(self.days_held.values()), self.days)


def share_capital(total: int, capital: Capital) -> dict[str, Share]:
    """Share the interest pro rata to paid-up capital and the days it was held."""
    return shared(total, capital.days_held)
