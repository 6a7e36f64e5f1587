"""Counts votes on a question: resolutions, and consent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.voting.tally.rules.methods.counted import Count
from services.voting.tally.rules.votes import WORDS


def count_resolution(votes: Iterable[tuple[Any, int]]) -> Count:
    """Count the votes for and against; which majority adopts is the poll's rule."""
    return _by_word("resolution", votes)


def count_consent(votes: Iterable[tuple[Any, int]]) -> Count:
    """Count consents and objections; a proposal is adopted when nobody objects."""
    return _by_word("consent", votes)


def _by_word(method: str, votes: Iterable[tuple[Any, int]]) -> Count:
    totals = dict.fromkeys((*WORDS[method], "null"), 0)
    for vote, number in votes:
        totals["null" if vote is None else vote[0]] += number
    return Count(
        method, cast=sum(totals.values()), blank=totals["blank"], null=totals["null"], abstain=totals["abstain"],
        figures=totals,
    )  # fmt: skip
