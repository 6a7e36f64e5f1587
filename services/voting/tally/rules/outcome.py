"""What a poll comes to, as it is kept and published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.voting.tally.rules.counting import Counts


@dataclass(frozen=True)
class Outcome:
    """The result of a poll as JSON-ready values; ``outcome`` is adopted or rejected (nobody was elected).

    ``counts`` are heads; ``colleges`` has them for each college, with its weight. ``figures``, ``rounds`` and ``ties``
    are the log of the method; with colleges its votes are in units of which ``scale`` are the whole. ``runners_up`` are
    those who would be next, and ``second_round`` names the seats left and who may stand for them.
    """

    outcome: str
    counts: dict[str, int]
    reasoning: list[dict[str, Any]]
    colleges: list[dict[str, Any]]
    ranking: list[dict[str, Any]]
    elected: list[str]
    runners_up: list[str]
    second_round: dict[str, Any] | None
    figures: dict[str, Any]
    rounds: list[dict[str, Any]]
    ties: list[dict[str, Any]]
    scale: int | None


def ballots(counts: Counts) -> dict[str, int]:
    """Return the numbers of an election: ballots cast, blank, null if there are any, and expressed."""
    null = {"null": counts.null} if counts.null else {}
    return {"cast": counts.cast, "blank": counts.blank, **null, "expressed": counts.expressed}
