"""Colleges: groups of members that each bring a part of the vote of their own, whatever their number.

A cooperative of collective interest may vote by three colleges or more, each with 10 to 50 % of the vote (law 47-1775,
article 19 octies). Its statutes say how a college's part is carried to the assembly: as one ``block``, on the side of
the college's own majority, or ``proportional`` to its votes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.voting.tally.rules.counting import Counts

CARRIES = ("block", "proportional")
NONE = Fraction(0)


@dataclass(frozen=True)
class Votes:
    """The votes of all, or of one college: entitled, present or represented, and what was said."""

    entitled: int
    present: int
    counts: Counts

    def of(self, base: str) -> int:
        """Return how many votes a base holds."""
        return {"entitled": self.entitled, "present": self.present, "cast": self.counts.cast,
                "expressed": self.counts.expressed}[base]  # fmt: skip


@dataclass(frozen=True)
class Colleges:
    """The part of the vote of each college, and how it is carried."""

    carry: str
    weights: Mapping[str, Fraction]
    article: str = ""

    @classmethod
    def read(cls, terms: Mapping[str, Any]) -> Colleges:
        """Return the colleges that the terms of a poll write."""
        weights = {one["college"]: Fraction(one["weight"]) for one in terms["weights"]}
        return cls(terms["carry"], weights, f"{terms['article']}; {terms['carry_article']}")


@dataclass(frozen=True)
class Carried:
    """What one college carries to the assembly: of its ``weight``, the part that is ``in_favour``.

    ``base`` is the weight that it puts into the whole: all of it, or nothing when it has no vote on the majority's
    base (an empty college, or one that expressed nothing where the base is the votes expressed).
    """

    college: str
    weight: Fraction
    base: Fraction
    in_favour: Fraction


def carried(college: str, weight: Fraction, votes: Votes, carry: str, base: str) -> Carried:
    """Carry the votes of one college.

    As a block the whole weight is in favour when more than half of the votes expressed in the college are; exactly
    half is no majority, so nothing is in favour, but the weight still counts in the whole. In proportion, the weight
    is in favour as far as the votes for are a part of the college's votes on the majority's base.
    """
    whole = votes.of(base)
    if whole == 0:
        return Carried(college, weight, NONE, NONE)
    if carry == "block":
        won = 2 * votes.counts.votes_for > votes.counts.expressed
        return Carried(college, weight, weight, weight if won else NONE)
    return Carried(college, weight, weight, weight * Fraction(votes.counts.votes_for, whole))


def scaled(
    profile: Iterable[tuple[Any, int, str | None]], weights: Mapping[str, Fraction], bases: Mapping[str, int]
) -> tuple[list[tuple[Any, int]], int]:
    """Weigh the votes of an election: each college's part is shared equally among its votes on the base.

    Returns the votes as whole numbers and the scale: ``scale`` votes are the whole of all parts. The scale is the
    least at which every vote is whole, so nothing is rounded. A vote outside the colleges weighs nothing.
    """
    each = {college: weight / bases[college] for college, weight in weights.items() if bases.get(college)}
    scale = math.lcm(*(part.denominator for part in each.values()))
    votes = [(vote, int(number * each.get(college or "", NONE) * scale)) for vote, number, college in profile]
    return [(vote, number) for vote, number in votes if number], scale
