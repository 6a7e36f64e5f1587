"""Counts ballots; the order in which they come never matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Counts:
    """Votes by what they say; ``null`` are those that say nothing valid (paper), apart from blank ones."""

    votes_for: int = 0
    against: int = 0
    abstain: int = 0
    blank: int = 0
    null: int = 0

    @property
    def cast(self) -> int:
        """All votes that were given."""
        return self.votes_for + self.against + self.abstain + self.blank + self.null

    @property
    def expressed(self) -> int:
        """The votes that say yes or no: those cast, less blank, null and abstentions."""
        return self.votes_for + self.against


def count_resolution(profile: Iterable[tuple[Sequence[str], int]]) -> Counts:
    """Count votes on a resolution; ``profile`` holds each kept vote (one word) and how many votes say so."""
    totals = {"for": 0, "against": 0, "abstain": 0, "blank": 0, "null": 0}
    for choices, votes in profile:
        word = choices[0] if len(choices) == 1 and choices[0] in totals else "null"
        totals[word] += votes
    return Counts(totals["for"], totals["against"], totals["abstain"], totals["blank"], totals["null"])


def count_approvals(
    profile: Iterable[tuple[Sequence[str], int]], candidates: Sequence[str]
) -> tuple[dict[str, int], int, int]:
    """Count an election by approval; return the approvals of each candidate, the votes cast and the blank ones."""
    approvals, cast, blank = dict.fromkeys(candidates, 0), 0, 0
    for choices, votes in profile:
        cast += votes
        blank += votes if not choices else 0
        for candidate in choices:
            approvals[candidate] += votes
    return approvals, cast, blank
