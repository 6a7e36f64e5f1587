"""What a poll comes to: elections with a majority, colleges, ties and second rounds, as one pure function."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.voting.tally.rules import Question, outcome_of, scaled
from services.voting.tally.rules.methods import Ties, commitment

CANDIDATES = ("ada", "bea", "cleo", "dan")
MAJORITY = {"base": "expressed", "fraction": "1/2", "strictly_more": True, "article": "article 24"}
TERMS: dict[str, Any] = {
    "majority": MAJORITY, "elected_if": None, "choices": {"maximum": 3, "article": "article 26"},
    "ties": {"rule": "candidate_order", "commitment": None, "article": "article 26"},
}  # fmt: skip
COLLEGES = {
    "carry": "proportional", "article": "article 9", "carry_article": "article 10",
    "weights": [{"college": "workers", "weight": "1/2"}, {"college": "users", "weight": "3/10"},
                {"college": "public", "weight": "1/5"}],
}  # fmt: skip
ELECTORATE = {"workers": (10, 10), "users": (100, 50), "public": (2, 2)}
SEED = "ab" * 32


def election(method: str = "approval", seats: int = 2, **more: Any) -> Question:
    """Return an election of 112 members, of whom 62 are there."""
    terms = {**TERMS, **more.pop("terms", {})}
    return Question("pol_1", method, terms, 112, 62, seats=seats, candidates=CANDIDATES, **more)


def kinds(outcome: Any) -> list[str]:
    """Return the steps of the reasoning by name."""
    return [step["kind"] for step in outcome.reasoning]


def test_who_has_not_the_majority_is_not_elected_and_a_second_round_fills_the_seat() -> None:
    """Of 11 expressed more than half is 6: one has it, the seat left and those who may stand for it are named."""
    rows = [(["ada", "bea"], 5, None), (["ada"], 1, None), (["cleo"], 4, None), (["dan"], 1, None), ([], 3, None)]
    outcome = outcome_of(election(terms={"elected_if": MAJORITY}), rows)
    assert (outcome.elected, outcome.runners_up, outcome.outcome) == (["ada"], [], "adopted")
    assert outcome.second_round == {"seats": 1, "candidates": ["bea", "cleo", "dan"]}
    assert outcome.counts == {"cast": 14, "blank": 3, "expressed": 11}
    needed = next(step for step in outcome.reasoning if step["kind"] == "elected_if")
    assert (needed["numbers"], needed["article"]) == ({"able": 1, "required": 6, "base": 11}, "article 24")


def test_nobody_with_the_majority_rejects_and_leaves_every_seat_to_the_second_round() -> None:
    """Four candidates with a quarter each: no seat is filled."""
    outcome = outcome_of(election(terms={"elected_if": MAJORITY}), [([one], 5, None) for one in CANDIDATES])
    assert (outcome.elected, outcome.outcome) == ([], "rejected")
    assert outcome.second_round == {"seats": 2, "candidates": list(CANDIDATES)}


def test_runners_up_are_those_who_could_have_been_elected_in_their_order() -> None:
    """Behind two seats the others follow by votes; who has none follows nobody."""
    outcome = outcome_of(election(), [(["cleo"], 5, None), (["bea"], 4, None), (["dan"], 3, None)])
    assert (outcome.elected, outcome.runners_up, outcome.second_round) == (["cleo", "bea"], ["dan"], None)
    with_majority = outcome_of(election(seats=1, terms={"elected_if": MAJORITY}), [
        (["ada", "bea", "cleo"], 6, None), (["ada", "bea"], 1, None), (["dan"], 5, None)
    ])  # fmt: skip
    assert (with_majority.elected, with_majority.runners_up) == (["ada"], ["bea"])


def test_ties_are_settled_by_the_announced_order_and_said_so() -> None:
    """Three with equal approvals for two seats: the first two in the order of standing, and the tie is told."""
    outcome = outcome_of(election(), [(["ada", "bea", "cleo"], 4, None), (["dan"], 1, None)])
    assert outcome.elected == ["ada", "bea"]
    assert [(one["settled_by"], sorted(one["among"])) for one in outcome.ties] == [("order", ["ada", "bea", "cleo"])]
    assert "ties" in kinds(outcome)


def test_ties_are_settled_by_the_lot_and_the_revealed_seed_fits_its_commitment() -> None:
    """With another seed another order may win; the reasoning reveals the seed that was committed to."""
    terms = {"ties": {"rule": "lot", "commitment": commitment(SEED), "article": "article 26"}}
    outcome = outcome_of(election(terms=terms, tie_seed=SEED), [(list(CANDIDATES), 4, None)])
    order = Ties("lot", SEED, "pol_1").precedence(CANDIDATES)
    assert outcome.elected == sorted(CANDIDATES, key=lambda one: order[one])[:2]
    [step] = [step for step in outcome.reasoning if step["kind"] == "ties"]
    assert step["words"] == {"settled_by": "lot", "seed": SEED, "commitment": commitment(SEED)}


def test_a_tie_below_the_majority_is_no_tie_for_a_seat() -> None:
    """Two candidates equal but both below the majority: nobody's seat hung on it, so no tie is told."""
    rows = [(["ada"], 7, None), (["bea"], 2, None), (["cleo"], 2, None)]
    outcome = outcome_of(election(terms={"elected_if": MAJORITY}), rows)
    assert (outcome.elected, outcome.ties) == (["ada"], [])


def test_colleges_weigh_an_election_by_their_part_of_the_vote() -> None:
    """Five workers (half of the vote) outweigh fifty users (three tenths); approvals stay heads, shares are exact."""
    question = election(seats=1, terms={"colleges": COLLEGES, "elected_if": MAJORITY}, electorate=ELECTORATE)
    rows = [(["ada"], 8, "workers"), (["bea"], 2, "workers"), (["bea"], 50, "users"), (["ada"], 1, "public"),
            (["bea"], 1, "public"), ([], 3, "workers")]  # fmt: skip
    outcome = outcome_of(question, rows)
    ada, bea = outcome.ranking[:2]
    assert (ada["member_id"], ada["approvals"], ada["share"]) == ("ada", 9, "1/2")
    assert (bea["member_id"], bea["approvals"], bea["share"]) == ("bea", 53, "1/2")
    assert outcome.elected == [] and outcome.second_round == {"seats": 1, "candidates": ["ada", "bea", "cleo", "dan"]}
    assert [one["counts"] for one in outcome.colleges][0] == {"cast": 13, "blank": 3, "expressed": 10}
    ahead = outcome_of(question, [*rows, (["ada"], 1, "workers")])
    assert ahead.elected == ["ada"] and ahead.ranking[0]["share"] == str(Fraction(9, 22) + Fraction(1, 10))


def test_colleges_weigh_a_transferable_vote() -> None:
    """With equal parts of the vote the quota and the rounds are in exact units of one whole."""
    weights = [{"college": one, "weight": "1/3"} for one in ELECTORATE]
    question = election("scottish_stv", terms={"colleges": {**COLLEGES, "weights": weights}}, electorate=ELECTORATE)
    rows = [(["ada", "bea"], 10, "workers"), (["bea"], 50, "users"), (["cleo"], 2, "public")]
    outcome = outcome_of(question, rows)
    assert outcome.scale == 150 and outcome.figures["votes"] == 150
    assert outcome.elected[:1] == ["ada"] or set(outcome.elected) == {"ada", "bea"}
    assert sum(Fraction(one) for one in outcome.rounds[0]["tallies"].values()) == 150


VOTES = st.lists(
    st.tuples(st.lists(st.sampled_from(CANDIDATES), unique=True, max_size=3), st.integers(1, 9),
              st.sampled_from(sorted(ELECTORATE))), max_size=20)  # fmt: skip
METHODS = st.sampled_from(["single_choice", "approval", "scottish_stv", "schulze", "majority_judgment"])


@settings(max_examples=50, deadline=None)
@given(VOTES, METHODS, st.booleans(), st.randoms())
def test_the_order_of_ballots_never_matters_and_the_outcome_is_json(
    votes: list[tuple[list[str], int, str]], method: str, weighed: bool, chance: random.Random
) -> None:
    """Any order of the same ballots comes to the same outcome, to the last step; all of it can be published."""
    rows: list[tuple[Any, int, str | None]] = [(_vote(method, vote), number, one) for vote, number, one in votes]
    terms = {"colleges": COLLEGES} if weighed else {}
    question = election(method, terms=terms, electorate=ELECTORATE)
    shuffled = rows[:]
    chance.shuffle(shuffled)
    outcome = outcome_of(question, rows)
    assert outcome == outcome_of(question, shuffled)
    assert outcome.counts["cast"] == sum(number for _, number, _ in votes)
    assert len(set(outcome.elected)) == len(outcome.elected) <= 2
    assert not set(outcome.elected) & set(outcome.runners_up)
    assert json.loads(json.dumps(asdict(outcome))) == asdict(outcome)
    again = Question(**json.loads(json.dumps(question.as_json())))
    assert outcome_of(again, rows) == outcome


def _vote(method: str, vote: list[str]) -> Any:
    return {
        "single_choice": vote[:1], "approval": sorted(vote), "scottish_stv": vote,
        "schulze": [[one] for one in vote], "majority_judgment": dict.fromkeys(sorted(vote), "good"),
    }[method]  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(VOTES)
def test_each_college_weighs_exactly_its_part(votes: list[tuple[list[str], int, str]]) -> None:
    """The whole numbers into which votes are weighed sum, for each college that voted, to its part of the scale."""
    weights = {one["college"]: Fraction(one["weight"]) for one in COLLEGES["weights"]}  # type: ignore[index]
    cast = {name: sum(number for _, number, one in votes if one == name) for name in weights}
    for name, weight in weights.items():
        own, scale = scaled([row for row in votes if row[2] == name], weights, cast)
        assert sum(number for _, number in own) == (weight * scale if cast[name] else 0)


def test_a_resolution_tells_every_college_and_the_quorum_it_opened_with() -> None:
    """The reasoning begins with the quorum, counts the heads, then each college, and ends with the parts."""
    quorum = {"counted": 62, "entitled": 112, "required": 23, "article": "article 23"}
    terms = {"majority": MAJORITY, "colleges": {**COLLEGES, "carry": "block"}}
    question = Question("pol_1", "resolution", terms, 112, 62, quorum, electorate=ELECTORATE)
    rows = [(["for"], 6, "workers"), (["against"], 4, "workers"), (["against"], 50, "users"), (["for"], 2, "public"),
            (None, 1, "users")]  # fmt: skip
    outcome = outcome_of(question, rows)
    assert kinds(outcome) == ["quorum", "counts", "college", "college", "college", "majority_of_colleges"]
    assert outcome.outcome == "adopted" and outcome.counts["null"] == 1 and outcome.counts["for"] == 8
    assert outcome.reasoning[-1]["shares"] == {"fraction": "1/2", "base": "1", "required": "1/2", "for": "7/10"}
    assert outcome.reasoning[2]["article"] == "article 9; article 10"


def test_a_federation_tells_its_largest_member() -> None:
    """The reasoning says how many votes the largest has, of how many, and what cap holds."""
    weighing = {"figure": "members.count", "votes": 99, "maximum_fraction": "1/3", "largest": 33, "article": "a. 5"}
    question = Question("pol_1", "resolution", {"majority": MAJORITY, "colleges": None}, 99, 99, weighing=weighing)
    outcome = outcome_of(question, [(["for"], 50, None), (["against"], 49, None)])
    assert outcome.reasoning[0]["numbers"] == {"largest": 33, "votes": 99}
    assert outcome.outcome == "adopted"
