"""Decides a resolution by a majority whose base is said explicitly; integers throughout."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

BASES = ("entitled", "present", "cast", "expressed")


@dataclass(frozen=True)
class Majority:
    """A share of a base: more than half of the votes expressed, at least two thirds of those present …"""

    base: str
    fraction: Fraction
    strictly_more: bool

    def required(self, votes: int) -> int:
        """Return the fewest votes that make it: more than half of 5 is 3, of 6 is 4; never none at all."""
        share = self.fraction * votes
        return max(1, math.floor(share) + 1 if self.strictly_more else math.ceil(share))

    def __str__(self) -> str:
        return f"{'more than' if self.strictly_more else 'at least'} {self.fraction} of the votes {self.base}"


@dataclass(frozen=True)
class Verdict:
    """What was needed, what was given, and so what was decided."""

    base: str
    base_votes: int
    required: int
    votes_for: int

    @property
    def adopted(self) -> bool:
        """Whether the votes for reach what was needed."""
        return self.votes_for >= self.required


def decide(majority: Majority, votes_for: int, bases: dict[str, int]) -> Verdict:
    """Decide by one majority; ``bases`` gives the votes entitled, present, cast and expressed."""
    base_votes = bases[majority.base]
    return Verdict(majority.base, base_votes, majority.required(base_votes), votes_for)
