"""Elections that tests count: random ones, and ballots written in short."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from services.voting.tally.rules.methods import Count
from services.voting.tally.rules.votes import GRADES

Profile = list[tuple[Any, int]]
NAMES = tuple("ABCDEF")
TENNESSEE = {"MNCK": 42, "NCKM": 26, "CKNM": 15, "KCNM": 17}


def preferences(ballots: dict[str, int]) -> Profile:
    """Return ballots by preference: ``{"ABC": 3}`` is three votes for A before B before C."""
    return [(list(ranking), votes) for ranking, votes in ballots.items()]


def ranks(ballots: dict[str, int]) -> Profile:
    """Return ballots in ranks, equals without a blank between them: ``{"A BC": 3}``."""
    return [([sorted(rank) for rank in ranking.split()], votes) for ranking, votes in ballots.items()]


def rankings(least: int = 0) -> st.SearchStrategy[list[str]]:
    """Return strategies of rankings of some candidates, complete or not."""
    return st.tuples(st.permutations(NAMES), st.integers(least, len(NAMES))).map(lambda drawn: drawn[0][: drawn[1]])


def _ranked(drawn: tuple[list[str], list[bool]]) -> list[list[str]]:
    found: list[list[str]] = []
    for name, joined in zip(*drawn, strict=False):
        if joined and found:
            found[-1].append(name)
        else:
            found.append([name])
    return [sorted(rank) for rank in found]


VOTES: dict[str, st.SearchStrategy[Any]] = {
    "resolution": st.sampled_from([["for"], ["against"], ["abstain"], ["blank"]]),
    "consent": st.sampled_from([["consent"], ["object"], ["abstain"], ["blank"]]),
    "single_choice": st.sampled_from([[], *([one] for one in NAMES)]),
    "approval": rankings().map(sorted),
    "scottish_stv": rankings(),
    "schulze": st.tuples(rankings(), st.lists(st.booleans(), min_size=6, max_size=6)).map(_ranked),
    "majority_judgment": st.dictionaries(st.sampled_from(NAMES), st.sampled_from(GRADES)),
}


def profiles(method: str) -> st.SearchStrategy[Profile]:
    """Return strategies of some ballots under a method, null votes among them."""
    vote = st.one_of(VOTES[method], st.none()) if method != "scottish_stv" else VOTES[method]
    return st.lists(st.tuples(vote, st.integers(1, 9)), max_size=25)


def adds_up(counted: Count) -> bool:
    """Say whether every round of an STV adds up to the votes."""
    whole = Decimal(counted.figures["votes"])
    return all(
        sum(map(Decimal, one["tallies"].values())) + Decimal(one["exhausted"]) + Decimal(one["lost"]) == whole
        and Decimal(one["total"]) == whole
        for one in counted.rounds
    )
