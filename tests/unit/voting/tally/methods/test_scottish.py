"""Scottish STV: by the Order's rules, against pref-voting, and what holds in every count."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pref_voting.iterative_methods import instant_runoff
from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.proportional_methods import stv_scottish

from services.voting.tally.rules.methods import Ties, count

from .elections import NAMES, TENNESSEE, adds_up, preferences, profiles


def test_the_quota_is_without_decimals_and_one_more() -> None:
    """Rule 46: 100 votes for 3 seats make 26, 99 make 25, 4 for 3 make 2."""
    for votes, seats, quota in ((100, 3, "26"), (99, 3, "25"), (4, 3, "2"), (1, 1, "1")):
        assert count("scottish_stv", [(["A"], votes)], NAMES, seats).figures["quota"] == quota


def test_a_surplus_goes_on_at_values_truncated_to_five_decimals() -> None:
    """Rule 48: 2 of 7 votes to spare are 0.28571 a paper; what five decimals cannot hold is lost, and is told."""
    counted = count("scottish_stv", preferences({"ABC": 7, "C": 3, "B": 2}), NAMES[:3], 2)
    first, second = counted.rounds[0], counted.rounds[1]
    assert first["elected"] == [{"candidate": "A", "by": "quota"}] and counted.figures["quota"] == "5"
    assert (second["action"], second["given"], second["transfers"]) == ("surplus", "2.00000", {"B": "1.99997"})
    assert second["tallies"] == {"A": "5.00000", "B": "3.99997", "C": "3.00000"} and second["lost"] == "0.00003"
    assert adds_up(counted) and counted.elected == ("A", "B")


def test_a_paper_goes_on_at_the_value_that_it_came_with() -> None:
    """Rules 48 (4) and 50 (4): a second surplus multiplies the values; an exclusion hands them on as they are."""
    ballots = preferences({"ABCD": 60, "B": 15, "C": 10, "D": 15, "BD": 10})
    counted = count("scottish_stv", ballots, NAMES[:4], 3)
    assert counted.figures["quota"] == "28"
    assert counted.rounds[1]["transfers"] == {"B": "31.99980"}  # 60 papers at 32 / 60 = 0.53333
    # B has 56.99980: A's papers go on at 0.53333 x 28.99980 / 56.99980 = 0.27134, B's own at 0.50877.
    assert counted.rounds[2]["transfers"] == {"C": "16.28040", "D": "5.08770"}
    assert (counted.rounds[2]["exhausted"], counted.rounds[2]["lost"]) == ("7.63155", "0.00035")
    fewer = count("scottish_stv", [*ballots, (["E"], 12), (["F"], 11), (["F", "E"], 2)], NAMES, 4)
    assert adds_up(counted) and adds_up(fewer)
    excluded = next(one for one in fewer.rounds if one["candidate"] == "E" or one["candidate"] == "F")
    assert excluded["action"] == "exclusion"


def test_the_party_food_of_the_textbooks() -> None:
    """Twenty guests choose three dishes: chocolate, then oranges, and strawberries are left (quota 6)."""
    ballots = [(["orange"], 4), (["pear", "orange"], 2), (["chocolate", "strawberry"], 8),
               (["chocolate", "sweets"], 4), (["strawberry"], 1), (["sweets"], 1)]  # fmt: skip
    counted = count("scottish_stv", ballots, ["orange", "pear", "chocolate", "strawberry", "sweets"], 3)
    assert counted.elected == ("chocolate", "orange", "strawberry")
    assert [(one["action"], one["candidate"]) for one in counted.rounds] == [
        ("first_preferences", None), ("surplus", "chocolate"), ("exclusion", "pear"), ("exclusion", "sweets"),
    ]  # fmt: skip
    assert counted.rounds[1]["transfers"] == {"strawberry": "4.00000", "sweets": "2.00000"}
    assert counted.rounds[-1]["elected"] == [{"candidate": "strawberry", "by": "last_vacancies"}]


def test_tennessee_by_one_seat_takes_knoxville() -> None:
    """The capital of Tennessee: Chattanooga is excluded, then Nashville, and Knoxville has the quota."""
    counted = count("scottish_stv", preferences(TENNESSEE), list("MNCK"), 1)
    assert counted.elected == ("K",)
    assert [one["candidate"] for one in counted.rounds if one["action"] == "exclusion"] == ["C", "N"]


def test_equals_are_parted_by_the_last_stage_at_which_they_were_not() -> None:
    """Rule 51: B and C meet at seven; B was first ahead, then behind, so B is excluded, whatever the order."""
    ballots = preferences({"A": 10, "B": 6, "C": 5, "DB": 1, "DA": 2, "EC": 2})
    for order in ("ABCDE", "ACBDE", "EDCBA"):
        counted = count("scottish_stv", ballots, list(order), 1)
        assert [one["candidate"] for one in counted.rounds[1:4]] == ["E", "D", "B"]
        [tie] = counted.ties
        assert (set(tie["among"]), tie["first"], tie["settled_by"]) == ({"B", "C"}, "B", "earlier_stage")
        assert counted.elected == ("A",)


def test_equals_at_every_stage_are_parted_by_the_announced_rule() -> None:
    """The later of the order is excluded, and its surplus waits; a lot draws the same from the same seed."""
    ballots = preferences({"A": 3, "B": 3, "C": 5})
    for order, first in (("ABC", "B"), ("BAC", "A")):
        counted = count("scottish_stv", ballots, list(order), 1)
        [tie] = counted.ties
        assert (tie["first"], tie["settled_by"], tie["for"]) == (first, "order", "exclusion")
    drawn = [count("scottish_stv", ballots, "ABC", 1, ties=Ties("lot", f"{seed:02x}", "pol_1")) for seed in range(20)]
    assert {one.ties[0]["first"] for one in drawn} == {"A", "B"}
    assert all(one.ties[0]["settled_by"] == "lot" for one in drawn)
    again = count("scottish_stv", list(reversed(ballots)), "BAC", 1, ties=Ties("lot", "07", "pol_1"))
    assert again.ties[0]["first"] == drawn[7].ties[0]["first"]


def test_the_greatest_surplus_goes_first_and_equal_ones_by_the_announced_rule() -> None:
    """Rule 49: nine to spare before four; of two with four each the one who stands first."""
    greatest = count("scottish_stv", preferences({"AD": 14, "BE": 19, "C": 6, "D": 1}), NAMES[:5], 3)
    assert [one["candidate"] for one in greatest.rounds if one["action"] == "surplus"] == ["B", "A"]
    for order, first in (("ABCDE", "A"), ("BACDE", "B")):
        equal = count("scottish_stv", preferences({"AD": 14, "BE": 14, "C": 6, "D": 2, "E": 3}), list(order), 3)
        assert next(one["candidate"] for one in equal.rounds if one["action"] == "surplus") == first
        assert equal.ties[0]["for"] == "surplus"


def test_as_many_candidates_as_seats_are_all_elected_and_no_votes_elect_nobody() -> None:
    """Rule 52; and without a single valid vote nobody is elected."""
    assert count("scottish_stv", preferences({"A": 5, "B": 1}), NAMES[:3], 3).elected == ("A", "B", "C")
    assert count("scottish_stv", [([], 4), (None, 2)], NAMES, 2).elected == ()
    counted = count("scottish_stv", [([], 4), (None, 2), (["Z"], 1), (["Z", "A"], 1)], NAMES, 2)
    assert (counted.cast, counted.blank, counted.null, counted.expressed) == (8, 5, 2, 1)


@given(profile=profiles("scottish_stv"), seats=st.integers(1, 5), data=st.data())
@settings(max_examples=50, deadline=None)
def test_every_round_adds_up_and_no_more_are_elected_than_seats(profile: list, seats: int, data: st.DataObject) -> None:  # type: ignore[type-arg]
    """Conservation of votes in each round, the seats, the quota of first preferences, and the order of ballots."""
    ties = data.draw(st.sampled_from([Ties(), Ties("lot", "5eed")]))
    counted = count("scottish_stv", profile, NAMES, seats, ties=ties)
    assert adds_up(counted) and len(counted.elected) <= seats
    assert sorted(counted.ranking) == (sorted(NAMES) if counted.expressed else [])
    assert counted.ranking[: len(counted.elected)] == counted.elected
    if counted.expressed:
        assert len(counted.elected) == min(seats, len(NAMES))
        quota, tallies = int(counted.figures["quota"]), counted.rounds[0]["tallies"]
        assert {name for name, votes in tallies.items() if Decimal(votes) >= quota} <= set(counted.elected)
    assert count("scottish_stv", data.draw(st.permutations(profile)), NAMES, seats, ties=ties) == counted


@pytest.mark.parametrize("seats", [1, 2, 3])
def test_elects_as_pref_voting_does(seats: int) -> None:
    """Two independent counts of the same ballots, where nothing had to be settled by an announced rule."""
    chance, compared = random.Random(40 + seats), 0
    for _ in range(60):
        ballots: dict[tuple[int, ...], int] = {}
        for _ in range(chance.randint(5, 25)):
            ranking = tuple(chance.sample(range(5), chance.randint(1, 5)))
            ballots[ranking] = ballots.get(ranking, 0) + chance.randint(1, 20)
        ours = count("scottish_stv", [([str(one) for one in ranking], votes) for ranking, votes in ballots.items()],
                     list("01234"), seats)  # fmt: skip
        if any(tie["settled_by"] == "order" for tie in ours.ties):
            continue
        maps = [{one: place for place, one in enumerate(ranking, 1)} for ranking in ballots]
        profile = ProfileWithTies(maps, rcounts=list(ballots.values()), candidates=list(range(5)))
        assert sorted(map(int, ours.elected)) == stv_scottish(profile, num_seats=seats)
        if seats == 1:
            assert int(ours.elected[0]) in instant_runoff(profile)
        compared += 1
    assert compared > 40
