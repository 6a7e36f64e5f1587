"""Exact money: integer minor units inside, a decimal string with its currency outside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol, TypeVar

# ISO 4217 exponents of the currencies whose minor unit is not the hundredth.
EXPONENTS = {"JPY": 0, "XAF": 0, "XOF": 0, "XPF": 0, "KWD": 3, "TND": 3, "BHD": 3}
LARGEST = 2**62  # sums of many amounts still fit a PostgreSQL bigint
_DECIMAL = re.compile(r"-?\d{1,17}(\.\d{1,3})?", re.ASCII)


def exponent(currency: str) -> int:
    """Return the number of decimals of an ISO 4217 currency."""
    return EXPONENTS.get(currency, 2)


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in minor units (cents for EUR) of one currency."""

    minor: int
    currency: str = "EUR"

    @classmethod
    def parse(cls, text: str, currency: str = "EUR") -> Money:
        """Read a decimal string such as "12.34"; raise ValueError on anything inexact or not plain."""
        if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
            raise ValueError(f"{text!r} is not a plain decimal amount")
        whole, _, decimals = text.lstrip("-").partition(".")
        digits = exponent(currency)
        if len(decimals) > digits:
            raise ValueError(f"{text!r} has more than {digits} decimals for {currency}")
        minor = int(whole + decimals.ljust(digits, "0"))
        if minor > LARGEST:
            raise ValueError(f"{text!r} is too large")
        return cls(-minor if text.startswith("-") else minor, currency)

    def __str__(self) -> str:
        """Write the decimal string, with exactly the currency's decimals."""
        digits = exponent(self.currency)
        sign, digits_text = ("-" if self.minor < 0 else ""), str(abs(self.minor)).rjust(digits + 1, "0")
        return sign + (f"{digits_text[:-digits]}.{digits_text[-digits:]}" if digits else digits_text)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, count: int) -> Money:
        if not isinstance(count, int):
            raise TypeError("money is multiplied by whole counts only; use portion() for rates")
        return Money(self.minor * count, self.currency)

    def portion(self, rate: Fraction) -> Money:
        """Return rate × amount, rounded half up to the minor unit (away from zero)."""
        exact = self.minor * rate
        rounded = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
        return Money(-rounded if exact < 0 else rounded, self.currency)

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")
        return other.minor


class Ordered(Protocol):
    def __lt__(self, other: Any, /) -> bool: ...


K = TypeVar("K", bound=Ordered)


def share_out(total: int, weights: Mapping[K, int | Fraction]) -> dict[K, int]:
    """Split ``total`` minor units pro rata to ``weights`` by the largest remainder, ties by key.

    Invariant: the parts sum to ``total`` exactly and each lies within one unit of its exact quota.
    Raises ValueError when the weights are negative, or all zero while there is something to split.
    """
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("weights may not be negative")
    whole = sum(weights.values(), Fraction(0))
    if whole == 0:
        if total:
            raise ValueError("nothing to share out by: all weights are zero")
        return dict.fromkeys(weights, 0)
    if total < 0:
        return {key: -part for key, part in share_out(-total, weights).items()}
    quotas = {key: total * Fraction(weight) / whole for key, weight in weights.items()}
    parts = {key: quota.numerator // quota.denominator for key, quota in quotas.items()}
    by_remainder = sorted(sorted(weights), key=lambda key: quotas[key] - parts[key], reverse=True)
    for key in by_remainder[: total - sum(parts.values())]:
        parts[key] += 1
    assert sum(parts.values()) == total
    return parts
