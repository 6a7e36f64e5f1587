"""What a count comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.voting.tally.rules.votes import Kept

# Each different vote with how many votes say so; None is a null vote, which says nothing valid.
Profile = Iterable[tuple[Kept | None, int]]


@dataclass(frozen=True)
class Count:
    """Who is elected and why: ``ranking`` best first, ``rounds`` and ``ties`` as JSON, votes as integers or text.

    ``figures`` are the numbers of the method: votes by word for a resolution or a consent, for single choice and
    approval ``{"votes": {candidate: n}}``, the quota of an STV, the duels and paths of Schulze, the grades of a
    judgment. ``ties`` lists each tie that had to be settled, as {"among", "for": last_seat | place | surplus |
    exclusion, "place" or "round" when there is one, "settled_by": order | lot | earlier_stage, "first"}; of an
    exclusion, "first" is who was excluded.
    """

    method: str
    cast: int
    blank: int
    null: int
    elected: tuple[str, ...] = ()
    ranking: tuple[str, ...] = ()
    abstain: int = 0
    figures: Mapping[str, Any] = field(default_factory=dict)
    rounds: tuple[dict[str, Any], ...] = ()
    ties: tuple[dict[str, Any], ...] = ()

    @property
    def expressed(self) -> int:
        """The votes that say something on the question: those cast, less blank, null and abstentions."""
        return self.cast - self.blank - self.null - self.abstain

    def as_json(self) -> dict[str, Any]:
        """Return all of it as JSON."""
        return {
            "method": self.method, "cast": self.cast, "blank": self.blank, "null": self.null,
            "abstain": self.abstain, "expressed": self.expressed, "elected": list(self.elected),
            "ranking": list(self.ranking), "figures": dict(self.figures), "rounds": list(self.rounds),
            "ties": list(self.ties),
        }  # fmt: skip
