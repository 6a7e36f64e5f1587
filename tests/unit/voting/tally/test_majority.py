"""The decision table of majorities, and what may never depend on the order of ballots."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voting.tally.rules import Counts, Majority, count_approvals, count_resolution, decide, elect

HALF = Fraction(1, 2)
ORDINARY = Majority("expressed", HALF, True)
EXTRAORDINARY = Majority("expressed", Fraction(2, 3), False)


@pytest.mark.parametrize(
    ("majority", "votes", "required"),
    [
        (ORDINARY, 5, 3), (ORDINARY, 6, 4), (ORDINARY, 1, 1), (ORDINARY, 0, 1), (ORDINARY, 430, 216),
        (EXTRAORDINARY, 3, 2), (EXTRAORDINARY, 4, 3), (EXTRAORDINARY, 0, 1), (EXTRAORDINARY, 100, 67),
        (Majority("present", Fraction(3, 4), False), 8, 6), (Majority("present", Fraction(3, 4), False), 9, 7),
        (Majority("cast", HALF, False), 6, 3), (Majority("entitled", Fraction(1), False), 7, 7),
    ],
)  # fmt: skip
def test_the_votes_needed_are_whole_and_exact(majority: Majority, votes: int, required: int) -> None:
    """More than half of 5 is 3 and of 6 is 4; two thirds of 100 is 67; nothing is adopted by no vote at all."""
    assert majority.required(votes) == required


@pytest.mark.parametrize(
    ("majority", "counts", "adopted"),
    [
        # exactly half, one short, one more
        (ORDINARY, Counts(50, 50), False), (ORDINARY, Counts(49, 51), False), (ORDINARY, Counts(51, 49), True),
        # abstentions, blanks and nulls are not expressed …
        (ORDINARY, Counts(3, 2, abstain=40, blank=5, null=1), True),
        # … but they weigh when the base is what was cast, present or entitled
        (Majority("cast", HALF, True), Counts(3, 2, abstain=1), False),
        (Majority("cast", HALF, True), Counts(4, 2, abstain=1), True),
        (Majority("present", HALF, True), Counts(30, 0, abstain=30), False),
        (Majority("present", HALF, True), Counts(31, 0, abstain=29), True),
        (Majority("entitled", HALF, True), Counts(50, 0), False),
        (Majority("entitled", HALF, True), Counts(51, 0), True),
        # two thirds: reached exactly, and one short
        (EXTRAORDINARY, Counts(40, 20), True), (EXTRAORDINARY, Counts(39, 20), False),
        # all blank decides nothing
        (ORDINARY, Counts(blank=60), False), (EXTRAORDINARY, Counts(blank=60), False),
    ],
)  # fmt: skip
def test_a_majority_decides_on_its_own_base(majority: Majority, counts: Counts, adopted: bool) -> None:
    """Of 100 entitled and 60 present, what counts as the whole is what the statutes say."""
    bases = {"entitled": 100, "present": 60, "cast": counts.cast, "expressed": counts.expressed}
    assert decide(majority, counts.votes_for, bases).adopted is adopted


VOTES = st.lists(st.sampled_from([["for"], ["against"], ["abstain"], ["blank"]]), max_size=60)
CANDIDATES = ["ada", "bea", "cleo", "dan", "eve"]
APPROVALS = st.lists(st.lists(st.sampled_from(CANDIDATES), unique=True, max_size=3), max_size=60)


@given(VOTES, st.randoms())
def test_the_order_of_votes_never_matters(votes: list[list[str]], chance: random.Random) -> None:
    """Any order of the same votes gives the same counts, and every vote is in them once."""
    shuffled = votes[:]
    chance.shuffle(shuffled)
    counts = count_resolution((one, 1) for one in votes)
    assert counts == count_resolution((one, 1) for one in shuffled)
    assert counts.cast == len(votes)


@given(APPROVALS, st.integers(1, 5), st.randoms())
def test_the_order_of_ballots_never_matters_in_an_election(
    ballots: list[list[str]], seats: int, chance: random.Random
) -> None:
    """Any order of the same ballots elects the same candidates, never more than seats, the most approved first."""
    shuffled = ballots[:]
    chance.shuffle(shuffled)
    approvals, cast, blank = count_approvals(((one, 1) for one in ballots), CANDIDATES)
    assert (approvals, cast, blank) == count_approvals(((one, 1) for one in shuffled), CANDIDATES)
    election = elect(approvals, CANDIDATES, seats, {})
    assert len(election.elected) <= seats and list(election.elected) == list(election.ranking[: len(election.elected)])
    beaten = [approvals[one] for one in CANDIDATES if one not in election.elected]
    assert all(approvals[one] >= max(beaten, default=0) and approvals[one] > 0 for one in election.elected)


def test_ties_are_settled_by_the_announced_order_and_said_so() -> None:
    """Three with equal approvals for two seats: the first two in the order of standing, and the tie is named."""
    election = elect({"ada": 4, "bea": 4, "cleo": 4, "dan": 1}, ["cleo", "bea", "ada", "dan"], 2, {})
    assert election.elected == ("cleo", "bea")
    assert set(election.settled_by_order) == {"ada", "bea", "cleo"}


def test_an_election_with_a_majority_leaves_seats_empty_rather_than_elect_below_it() -> None:
    """With more than half of 11 expressed asked for, five approvals are not enough though a seat is free."""
    election = elect({"ada": 6, "bea": 5}, ["ada", "bea"], 2, {"expressed": 11}, ORDINARY)
    assert (election.elected, election.required) == (("ada",), 6)
