"""Majority judgment, approval, single choice, and questions."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pref_voting.grade_methods import approval
from pref_voting.grade_profiles import GradeProfile
from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.scoring_methods import plurality

from services.voting.tally.rules.methods import METHODS, Ties, commitment, count
from services.voting.tally.rules.votes import GRADES

from .elections import NAMES, TENNESSEE, preferences, profiles


def graded(numbers: dict[str, list[int]]) -> list[tuple[dict[str, str], int]]:
    """Return ballots that give each candidate these numbers of each grade, best grade first."""
    columns = {
        name: [grade for grade, many in zip(GRADES, given, strict=True) for _ in range(many)]
        for name, given in numbers.items()
    }
    return [(dict(zip(columns, grades, strict=True)), 1) for grades in zip(*columns.values(), strict=True)]


def medians(numbers: list[int]) -> list[int]:
    """Return a majority value by its definition: take the lower median away again and again."""
    left = [grade for grade, many in enumerate(numbers) for _ in range(many)]
    found = []
    while left:
        found.append(left.pop(len(left) // 2))
    return found


def test_the_experiment_of_orsay() -> None:
    """Balinski & Laraki (2007): Bayrou good+, Royal good-, Sarkozy good-, Voynet fair-, in per mille of the ballots."""
    table = {"Bayrou": [136, 307, 251, 148, 84, 74], "Royal": [167, 227, 191, 168, 122, 125],
             "Sarkozy": [191, 198, 143, 115, 71, 282], "Voynet": [29, 93, 175, 237, 261, 205]}  # fmt: skip
    counted = count("majority_judgment", graded(table), sorted(table), 1)
    assert counted.ranking == ("Bayrou", "Royal", "Sarkozy", "Voynet")
    grades = counted.figures["grades"]
    assert [grades[name]["grade"] for name in counted.ranking] == ["good", "good", "good", "fair"]
    assert (grades["Bayrou"]["better"], grades["Royal"]["better"], grades["Sarkozy"]["better"]) == (443, 394, 389)


def test_tennessee_takes_nashville_by_judgment_and_memphis_by_plurality() -> None:
    """The nearest town is excellent, the farthest poor; Memphis has the most first votes."""
    place = ("excellent", "good", "fair", "poor")
    ballots = [(dict(zip(ranking, place, strict=True)), votes) for ranking, votes in TENNESSEE.items()]
    assert count("majority_judgment", ballots, list("MNCK"), 1).ranking == tuple("NCKM")
    first = [([ranking[0]], votes) for ranking, votes in TENNESSEE.items()]
    plain = count("single_choice", first, list("MNCK"), 1)
    assert (plain.elected, plain.figures["votes"]) == (("M",), {"M": 42, "N": 26, "K": 17, "C": 15})


def test_medians_are_taken_away_until_two_candidates_differ() -> None:
    """The same majority grade: the next medians part them, downwards first of an even number."""
    numbers = {"A": [0, 2, 3, 0, 0, 1], "B": [1, 1, 3, 0, 0, 1], "C": [0, 3, 1, 2, 0, 0]}
    counted = count("majority_judgment", graded(numbers), list("ABC"), 1)
    expected = sorted(numbers, key=lambda name: medians(numbers[name]))
    assert list(counted.ranking) == expected and not counted.ties


@given(votes=st.integers(0, 40), data=st.data())
@settings(max_examples=50)
def test_majority_values_are_those_of_the_definition(votes: int, data: st.DataObject) -> None:
    """The closed form ranks as taking medians away one by one does."""
    numbers = {}
    for name in NAMES[:4]:
        cuts = sorted(data.draw(st.lists(st.integers(0, votes), min_size=5, max_size=5)))
        numbers[name] = [high - low for low, high in zip([0, *cuts], [*cuts, votes], strict=True)]
    counted = count("majority_judgment", graded(numbers), NAMES[:4], 2)
    if votes:
        assert list(counted.ranking) == sorted(NAMES[:4], key=lambda name: (medians(numbers[name]), name))


def test_whom_a_ballot_does_not_grade_it_rejects_and_a_blank_one_rejects_nobody() -> None:
    """Unnamed is reject; an empty ballot is not among the grades."""
    counted = count("majority_judgment", [({"A": "good"}, 2), ({}, 3), (None, 1)], ["A", "B"], 1)
    assert counted.figures["grades"]["B"]["numbers"]["reject"] == 2
    assert (counted.blank, counted.null, counted.expressed, counted.elected) == (3, 1, 2, ("A",))
    assert count("majority_judgment", [({}, 3)], ["A", "B"], 1).elected == ()


def test_equal_grades_are_settled_by_the_announced_rule() -> None:
    """Only the same numbers of every grade tie."""
    counted = count("majority_judgment", [({"A": "good", "B": "good"}, 2)], ["B", "A"], 1)
    assert counted.elected == ("B",) and counted.ties[0]["among"] == ["B", "A"]


def test_votes_and_approvals_fill_the_seats_from_the_top() -> None:
    """Ties at the last seat go by the rule and are told; nobody is elected without a vote, or who withdrew."""
    ballots: list[tuple[Any, int]] = [(["A", "B"], 3), (["B", "C"], 2), (["D"], 2), ([], 1), (None, 1)]
    counted = count("approval", ballots, ["A", "C", "D", "E"], 2)
    assert (counted.elected, counted.figures["votes"]) == (("A", "C"), {"A": 3, "C": 2, "D": 2, "E": 0})
    assert counted.ties == ({"among": ["C", "D"], "for": "last_seat", "settled_by": "order", "first": "C"},)
    assert (counted.cast, counted.blank, counted.null, counted.expressed) == (9, 1, 1, 7)
    assert count("approval", ballots, ["E", "F"], 2).elected == ()
    assert count("single_choice", [(["A"], 2), (["B"], 2)], ["B", "A"], 1).elected == ("B",)


def test_questions_are_counted_by_word() -> None:
    """Resolutions and consent have their words; what says nothing valid is null."""
    counted = count("resolution", [(["for"], 3), (["against"], 2), (["abstain"], 1), (["blank"], 1), (None, 1)])
    assert counted.figures == {"for": 3, "against": 2, "abstain": 1, "blank": 1, "null": 1}
    assert (counted.cast, counted.expressed) == (8, 5)
    assert count("consent", [(["consent"], 4), (["object"], 1)]).figures["object"] == 1


def test_a_lot_is_drawn_from_its_seed_and_committed_to_by_its_digest() -> None:
    """The order of SHA-256 over seed, poll and candidate; another poll draws another order; a lot needs its seed."""
    lot = Ties("lot", "00ff", "pol_1")
    assert lot.precedence("ABC") == lot.precedence("CBA")
    orders = {tuple(Ties("lot", "00ff", f"pol_{poll}").precedence("ABC")) for poll in range(30)}
    assert len(orders) == 6
    assert commitment("00ff") == "06eb7d6a69ee19e5fbdf749018d3d2abfa04bcbd1365db312eb86dc7169389b8"
    for wrong in (("lot", None), ("order", "00"), ("dice", None)):
        with pytest.raises(ValueError, match=r"lot"):
            Ties(*wrong)


@pytest.mark.parametrize("method", METHODS)
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_the_order_of_ballots_never_matters(method: str, data: st.DataObject) -> None:
    """Shuffled, split into single votes or grouped, ballots come to the same count, round by round."""
    profile = data.draw(profiles(method))
    single = [(vote, 1) for vote, votes in profile for _ in range(votes)]
    counted = count(method, profile, NAMES, 2)
    assert counted == count(method, data.draw(st.permutations(single)), NAMES, 2)
    assert counted.cast == len(single) and len(counted.elected) <= 2
    assert counted.cast == counted.expressed + counted.blank + counted.null + counted.abstain


def test_plurality_and_approval_elect_as_pref_voting_does() -> None:
    """Random ballots of five candidates; the first is among the winners, and all winners tie with it."""
    chance = random.Random(11)
    for _ in range(40):
        rankings = [chance.sample(range(5), 5) for _ in range(chance.randint(3, 30))]
        profile = ProfileWithTies([{one: at for at, one in enumerate(ranking, 1)} for ranking in rankings])
        plain = count("single_choice", [([str(ranking[0])], 1) for ranking in rankings], list("01234"), 1)
        most = max(plain.figures["votes"].values())
        assert sorted(int(one) for one, votes in plain.figures["votes"].items() if votes == most) == plurality(profile)
        approved = [sorted(chance.sample(range(5), chance.randint(1, 4))) for _ in rankings]
        grades = GradeProfile([{one: int(one in said) for one in range(5)} for said in approved], [0, 1],
                              candidates=list(range(5)))  # fmt: skip
        liked = count("approval", [([str(one) for one in said], 1) for said in approved], list("01234"), 1)
        most = max(liked.figures["votes"].values())
        assert sorted(int(one) for one, votes in liked.figures["votes"].items() if votes == most) == approval(grades)


def test_every_method_counts_its_example_and_speaks_json() -> None:
    """What a count tells can be written as JSON as it stands."""
    counted = count("scottish_stv", preferences({"AB": 3, "BA": 1}), ["A", "B"], 1).as_json()
    assert counted["elected"] == ["A"] and counted["expressed"] == 4 and counted["rounds"][0]["total"] == "4.00000"
