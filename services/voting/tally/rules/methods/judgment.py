"""Majority judgment: the highest majority grade, equals parted by taking median grades away.

Balinski & Laraki, "Majority Judgment: Measuring, Ranking, and Electing" (2011): a candidate's majority value is the
sequence of medians (the lower one of an even number) that comes of taking the median away again and again. It runs
from the middle outwards, by turns to the worse and to the better side, so it is compared on the numbers of each grade,
without writing it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cmp_to_key
from itertools import groupby
from typing import Any

from services.voting.tally.rules.methods.counted import Count
from services.voting.tally.rules.methods.ties import Ties, settlement
from services.voting.tally.rules.votes import GRADES

# (how many times in a row, the grade on the worse side, the grade on the better side); 0 is the best grade.
Value = list[tuple[int, int, int]]


def count_majority_judgment(
    votes: Iterable[tuple[Any, int]], candidates: Sequence[str], seats: int, ties: Ties
) -> Count:
    """Count the grades of every candidate, and rank by majority value; whom a ballot does not name it rejects.

    A ballot that grades nobody is blank: it rejects nobody, and is not among the grades.
    """
    place = {grade: number for number, grade in enumerate(GRADES)}
    grades = {one: [0] * len(GRADES) for one in candidates}
    cast = blank = null = 0
    for vote, number in votes:
        cast += number
        if vote is None:
            null += number
        elif not vote:
            blank += number
        else:
            for candidate, numbers in grades.items():
                numbers[place[vote.get(candidate, GRADES[-1])]] += number
    precedence = ties.precedence(candidates)
    values = {one: majority_value(numbers) for one, numbers in grades.items()}
    by_value = cmp_to_key(_compare)
    ranking = sorted(candidates, key=lambda one: (by_value(values[one]), precedence[one]))
    expressed = cast - blank - null
    return Count(
        "majority_judgment", cast=cast, blank=blank, null=null, ranking=tuple(ranking),
        elected=tuple(ranking[:seats]) if expressed else (),
        figures={"grades": {one: _figures(grades[one], values[one]) for one in ranking}},
        ties=tuple(_settled(ranking, grades, ties)) if expressed else (),
    )  # fmt: skip


def majority_value(numbers: Sequence[int]) -> Value:
    """Return the majority value of a candidate from the number of each grade, best grade first.

    From the middle outwards the worse grade of each pair comes first; of an odd number, the very middle is a pair with
    itself, which orders as the one grade would.
    """
    total = sum(numbers)
    worse, better = list(numbers), list(numbers)
    _take(better, total - total // 2, from_best=False)  # leaves the better half, less the very middle
    _take(worse, total // 2, from_best=True)  # leaves the worse half with the very middle
    value: Value = []
    worse_runs = [[grade, count] for grade, count in enumerate(worse) if count]
    better_runs = [[grade, count] for grade, count in reversed(list(enumerate(better))) if count]
    if total % 2:
        middle = worse_runs[0]
        value.append((1, middle[0], middle[0]))
        middle[1] -= 1
        worse_runs = [run for run in worse_runs if run[1]]
    while worse_runs and better_runs:
        length = min(worse_runs[0][1], better_runs[0][1])
        value.append((length, worse_runs[0][0], better_runs[0][0]))
        for runs in (worse_runs, better_runs):
            runs[0][1] -= length
            if not runs[0][1]:
                runs.pop(0)
    return value


def _take(numbers: list[int], count: int, *, from_best: bool) -> None:
    grades = range(len(numbers)) if from_best else range(len(numbers) - 1, -1, -1)
    for grade in grades:
        taken = min(count, numbers[grade])
        numbers[grade] -= taken
        count -= taken


def _compare(one: Value, other: Value) -> int:
    """Compare two majority values of as many grades: below zero when the first is the better one."""
    ours, theirs = list(one), list(other)
    while ours and theirs:
        (length, *mine), (their_length, *yours) = ours.pop(0), theirs.pop(0)
        if mine != yours:
            return -1 if mine < yours else 1
        if length < their_length:
            theirs.insert(0, (their_length - length, yours[0], yours[1]))
        elif length > their_length:
            ours.insert(0, (length - their_length, mine[0], mine[1]))
    return 0


def _figures(numbers: list[int], value: Value) -> dict[str, Any]:
    """Return the numbers of each grade, the majority grade, and how many gave a better and a worse one."""
    shown: dict[str, Any] = {"numbers": dict(zip(GRADES, numbers, strict=True))}
    if value:
        middle = value[0][1]
        shown |= {"grade": GRADES[middle], "better": sum(numbers[:middle]), "worse": sum(numbers[middle + 1 :])}
    return shown


def _settled(ranking: list[str], grades: dict[str, list[int]], ties: Ties) -> Iterable[dict[str, Any]]:
    """Tell of equals: only the same numbers of every grade make the same majority value."""
    place = 1
    for _, alike in groupby(ranking, key=lambda one: grades[one]):
        tied = list(alike)
        if len(tied) > 1:
            yield settlement(ties, tied, "place", place=place)
        place += len(tied)
