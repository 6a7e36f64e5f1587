"""The Schulze method: the published examples, and against pref-voting."""

from __future__ import annotations

import random

import pytest
from pref_voting.margin_based_methods import beat_path
from pref_voting.profiles_with_ties import ProfileWithTies

from services.voting.tally.rules.methods import Ties, count

from .elections import TENNESSEE, ranks


def test_the_example_of_45_voters() -> None:
    """Schulze's example 1 (as in Wikipedia): E before A before C before B before D, with the published paths."""
    ballots = {"A C B E D": 5, "A D E C B": 5, "B E D A C": 8, "C A B E D": 3, "C A E B D": 7, "C B A D E": 2,
               "D C E B A": 7, "E B A D C": 8}  # fmt: skip
    counted = count("schulze", ranks(ballots), list("ABCDE"), 1)
    assert counted.ranking == tuple("EACBD") and counted.elected == ("E",) and not counted.ties
    assert counted.figures["duels"]["A"] == {"B": 20, "C": 26, "D": 30, "E": 22}
    assert counted.figures["paths"] == {
        "A": {"B": 28, "C": 28, "D": 30, "E": 24}, "B": {"A": 25, "C": 28, "D": 33, "E": 24},
        "C": {"A": 25, "B": 29, "D": 29, "E": 24}, "D": {"A": 25, "B": 28, "C": 28, "E": 24},
        "E": {"A": 25, "B": 28, "C": 28, "D": 31},
    }  # fmt: skip


def test_a_circle_is_broken_at_its_weakest_duel() -> None:
    """A beats B by 6, B beats C by 7, C beats A by 5 only: A before B before C."""
    counted = count("schulze", ranks({"A B C": 4, "B C A": 3, "C A B": 2}), list("CBA"), 2)
    assert counted.ranking == tuple("ABC") and counted.elected == ("A", "B") and not counted.ties


def test_tennessee_takes_nashville() -> None:
    """Nashville wins every duel."""
    ballots = {" ".join(ranking): votes for ranking, votes in TENNESSEE.items()}
    assert count("schulze", ranks(ballots), list("MNCK"), 1).ranking == tuple("NCKM")


def test_equals_count_for_neither_and_the_unranked_stand_last() -> None:
    """A ballot of equals gives no duel; those it does not name lose to those it names, and draw among themselves."""
    counted = count("schulze", ranks({"A BC": 3, "D": 1}), list("ABCDE"), 1)
    duels = counted.figures["duels"]
    assert duels["B"]["C"] == duels["C"]["B"] == 0
    assert duels["A"]["B"] == duels["B"]["E"] == 3 and duels["E"]["B"] == 0 and duels["D"]["E"] == 1


def test_an_open_tie_is_settled_by_the_announced_rule() -> None:
    """Two ballots that mirror each other: the order, or the lot, says who comes first."""
    ballots = ranks({"A B": 1, "B A": 1})
    for order in ("AB", "BA"):
        counted = count("schulze", ballots, list(order), 1)
        assert counted.elected == (order[0],)
        assert counted.ties == ({"among": list(order), "for": "place", "settled_by": "order", "first": order[0],
                                 "place": 1},)  # fmt: skip
    drawn = {count("schulze", ballots, "AB", 1, ties=Ties("lot", f"{seed:02x}")).elected for seed in range(20)}
    assert drawn == {("A",), ("B",)}


def test_nobody_is_elected_without_a_vote() -> None:
    """Blank and null ballots rank nobody."""
    counted = count("schulze", [([], 3), (None, 1)], list("ABC"), 2)
    assert (counted.elected, counted.blank, counted.null, counted.expressed) == ((), 3, 1, 0)


@pytest.mark.parametrize("equals", [False, True])
def test_the_first_is_among_the_winners_of_pref_voting(equals: bool) -> None:
    """Random ballots, complete or not, with equals or without, by winning votes."""
    chance = random.Random(7 + equals)
    for _ in range(60):
        ballots = []
        for _ in range(chance.randint(3, 15)):
            named = chance.sample(range(5), chance.randint(1, 5))
            places = sorted(chance.randint(1, len(named)) for _ in named) if equals else range(1, len(named) + 1)
            ballots.append((dict(zip(named, places, strict=True)), chance.randint(1, 9)))
        profile = ProfileWithTies([one for one, _ in ballots], rcounts=[votes for _, votes in ballots],
                                  candidates=list(range(5)))  # fmt: skip
        profile.use_extended_strict_preference()
        kept = [
            ([[str(one) for one in sorted(said) if said[one] == place] for place in sorted(set(said.values()))], votes)
            for said, votes in ballots
        ]
        counted = count("schulze", kept, list("01234"), 1)
        winners = beat_path(profile, strength_function=profile.support)
        assert int(counted.elected[0]) in winners
        first = next((tie for tie in counted.ties if tie["place"] == 1), None)
        assert sorted(int(one) for one in first["among"]) == sorted(winners) if first else len(winners) == 1
