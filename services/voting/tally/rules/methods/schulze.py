"""The Schulze method: strongest paths of duels, by winning votes.

M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election
method", Social Choice and Welfare 36 (2011): a path is as strong as its weakest duel; a candidate is before another
when the strongest path to the other is stronger than the one back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from services.voting.tally.rules.methods.counted import Count
from services.voting.tally.rules.methods.ties import Ties, settlement

Matrix = list[list[int]]


def count_schulze(votes: Iterable[tuple[Any, int]], candidates: Sequence[str], seats: int, ties: Ties) -> Count:
    """Rank candidates by their paths; the first take the seats. Equal ranks count for neither, the unranked are last.

    Candidates whose paths are equal both ways are put in order by the announced rule.
    """
    known = list(votes)
    duels = _duels(known, candidates)
    paths = strongest_paths(duels)
    order, settled = _places(candidates, paths, ties)
    cast, null = sum(number for _, number in known), sum(number for vote, number in known if vote is None)
    blank = sum(number for vote, number in known if vote == [])
    ranking = tuple(candidates[one] for one in order)
    return Count(
        "schulze", cast=cast, blank=blank, null=null, ranking=ranking, ties=tuple(settled),
        elected=ranking[:seats] if cast > blank + null else (),
        figures={"duels": _named(duels, candidates), "paths": _named(paths, candidates)},
    )  # fmt: skip


def _duels(votes: list[tuple[Any, int]], candidates: Sequence[str]) -> Matrix:
    """Return how many votes put each candidate strictly before each other one.

    The duels of one candidate are one long integer with a field for each opponent, wide enough for all votes: a ballot
    adds to a candidate's duels with everyone below in one addition, which makes long rankings quick to count.
    """
    width = sum(number for _, number in votes).bit_length() + 1
    unit = {candidate: 1 << (place * width) for place, candidate in enumerate(candidates)}
    everyone = sum(unit.values())
    won = dict.fromkeys(candidates, 0)
    for vote, number in votes:
        below = everyone
        for rank in vote or ():
            standing = [one for one in rank if one in unit]
            for one in standing:
                below -= unit[one]
            for one in standing:
                won[one] += below * number
    field = (1 << width) - 1
    return [[won[one] >> (place * width) & field for place in range(len(candidates))] for one in candidates]


def strongest_paths(duels: Matrix) -> Matrix:
    """Return the strength of the strongest path from each to each (Floyd-Warshall, winning votes)."""
    every = range(len(duels))
    paths = [[duels[a][b] if duels[a][b] > duels[b][a] else 0 for b in every] for a in every]
    for via in every:
        onward = paths[via]
        for start, reach in enumerate(paths):
            first = reach[via]
            if start == via or not first:
                continue
            paths[start] = [max(known, min(first, second)) for known, second in zip(reach, onward, strict=True)]
            paths[start][start] = 0
    return paths


def _places(candidates: Sequence[str], paths: Matrix, ties: Ties) -> tuple[list[int], list[dict[str, Any]]]:
    """Put in order, first whoever is behind nobody left; the relation is transitive (Schulze 2011, section 4.1)."""
    precedence = ties.precedence(candidates)
    left = sorted(range(len(candidates)), key=lambda one: precedence[candidates[one]])
    order: list[int] = []
    settled: list[dict[str, Any]] = []
    while left:
        foremost = [one for one in left if all(paths[other][one] <= paths[one][other] for other in left)]
        if len(foremost) > 1:
            tied = [candidates[one] for one in foremost]
            settled.append(settlement(ties, tied, "place", place=len(order) + 1))
        order.append(foremost[0])
        left.remove(foremost[0])
    return order, settled


def _named(matrix: Matrix, candidates: Sequence[str]) -> dict[str, dict[str, int]]:
    return {
        one: {other: matrix[a][b] for b, other in enumerate(candidates) if a != b} for a, one in enumerate(candidates)
    }
