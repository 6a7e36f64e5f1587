"""Majorities and quorums: a share of a base that is said explicitly; integers and fractions throughout."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

# Each holds those after it: whoever expressed a vote cast it, was present or represented, and was entitled.
BASES = ("entitled", "present", "cast", "expressed")


@dataclass(frozen=True)
class Majority:
    """A share of a base: more than half of the votes expressed, at least two thirds of those present …"""

    base: str
    fraction: Fraction
    strictly_more: bool
    article: str = ""

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Majority:
        """Return the majority that statutes, law or the terms of a poll write."""
        return cls(written["base"], Fraction(str(written["fraction"])), bool(written.get("strictly_more", False)),
                   written.get("article", ""))  # fmt: skip

    def required(self, votes: int | Fraction) -> int:
        """Return the fewest votes that make it: more than half of 5 is 3, of 6 is 4; never none at all."""
        share = self.fraction * votes
        return max(1, math.floor(share) + 1 if self.strictly_more else math.ceil(share))

    def reached(self, share: Fraction, whole: Fraction) -> bool:
        """Say whether a share of a whole makes it, where votes are weighed and so no longer whole; never nothing."""
        needed = self.fraction * whole
        return share > 0 and (share > needed if self.strictly_more else share >= needed)

    def holds_back(self, lawful: Majority) -> bool:
        """Say whether this majority is at least as strict as the law's: what it adopts, the law's would adopt too.

        A wider base with as large a share is stricter whatever the votes are. Anything else could adopt, with some
        votes, what the law does not: two thirds of the votes expressed are fewer than half of the members when many
        stay away.
        """
        wide_enough = BASES.index(self.base) <= BASES.index(lawful.base)
        return wide_enough and (self.fraction, self.strictly_more) >= (lawful.fraction, lawful.strictly_more)

    def __str__(self) -> str:
        return f"{'more than' if self.strictly_more else 'at least'} {self.fraction} of the votes {self.base}"


@dataclass(frozen=True)
class Quorum:
    """The share of the votes entitled that must be there; ``counted`` says of whom: present, cast or expressed."""

    fraction: Fraction
    counted: str = "present"
    article: str = ""

    def required(self, entitled: int) -> int:
        """Return the fewest votes that reach it: a fifth of 21 is 5, not 4; nobody at all is never enough."""
        return max(1, math.ceil(self.fraction * entitled))

    def holds_back(self, lawful: Quorum) -> bool:
        """Say whether this quorum is at least as strict as the law's, which counts who is present or represented."""
        return self.fraction >= lawful.fraction
