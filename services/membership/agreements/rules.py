"""Splits an amount by exact parts."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction


def split(minor: int, parts: Mapping[str, Fraction]) -> dict[str, int]:
    """Return each person's minor units: the whole ones of the part, and what is left by largest remainder.

    Of equal remainders the smaller id goes first. The shares sum to the amount exactly, as the parts sum to one.
    """
    exact = {person: part * minor for person, part in parts.items()}
    shares = {person: share.numerator // share.denominator for person, share in exact.items()}
    left = minor - sum(shares.values())
    for person in sorted(exact, key=lambda one: (shares[one] - exact[one], one))[:left]:
        shares[person] += 1
    return shares
