"""Single choice and approval: the candidates with the most votes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from services.voting.tally.rules.methods.counted import Count
from services.voting.tally.rules.methods.ties import Ties, settlement


def count_single_choice(votes: Iterable[tuple[Any, int]], candidates: Sequence[str], seats: int, ties: Ties) -> Count:
    """Count one candidate a ballot; the first take the seats (plurality)."""
    return _most_votes("single_choice", votes, candidates, seats, ties)


def count_approval(votes: Iterable[tuple[Any, int]], candidates: Sequence[str], seats: int, ties: Ties) -> Count:
    """Count every candidate that a ballot approves of; the first take the seats."""
    return _most_votes("approval", votes, candidates, seats, ties)


def _most_votes(
    method: str, votes: Iterable[tuple[Any, int]], candidates: Sequence[str], seats: int, ties: Ties
) -> Count:
    """Rank by votes, equals by the announced rule; nobody is elected without a vote."""
    given, cast, blank, null = dict.fromkeys(candidates, 0), 0, 0, 0
    for vote, number in votes:
        cast += number
        if vote is None:
            null += number
            continue
        if not vote:
            blank += number
        for candidate in vote:
            if candidate in given:
                given[candidate] += number
    precedence = ties.precedence(candidates)
    ranking = sorted(candidates, key=lambda one: (-given[one], precedence[one]))
    elected = [one for one in ranking[:seats] if given[one]]
    return Count(
        method, cast=cast, blank=blank, null=null, elected=tuple(elected), ranking=tuple(ranking),
        figures={"votes": {one: given[one] for one in ranking}}, ties=tuple(_settled(ranking, given, seats, ties)),
    )  # fmt: skip


def _settled(ranking: list[str], given: dict[str, int], seats: int, ties: Ties) -> list[dict[str, Any]]:
    """Tell of the one tie that matters: between the last who is elected and the first who is not."""
    if not 0 < seats < len(ranking) or given[ranking[seats - 1]] != given[ranking[seats]] or not given[ranking[seats]]:
        return []
    tied = [one for one in ranking if given[one] == given[ranking[seats]]]
    return [settlement(ties, tied, "last_seat")]
