"""Majorities and quorums, what the law lets statutes ask for, and what holds of every decision."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.voting.tally.rules import (
    BASES,
    Colleges,
    Counts,
    Majority,
    Quorum,
    Terms,
    Votes,
    decide,
)

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


SMALL = st.integers(0, 30)
COUNTS = st.builds(Counts, SMALL, SMALL, SMALL, SMALL, SMALL)
PARTS = st.fractions(min_value=Fraction(1, 20), max_value=1, max_denominator=20)
MAJORITIES = st.builds(Majority, st.sampled_from(BASES), PARTS, st.booleans())


@st.composite
def all_votes(draw: st.DrawFn) -> Votes:
    """Draw votes: whoever cast one is present, whoever is present is entitled."""
    counts = draw(COUNTS)
    present = counts.cast + draw(st.integers(0, 20))
    return Votes(present + draw(st.integers(0, 40)), present, counts)


@settings(max_examples=50, deadline=None)
@given(MAJORITIES, all_votes())
def test_a_verdict_is_that_of_the_fraction_of_its_base(majority: Majority, votes: Votes) -> None:
    """Whatever the terms and votes are, the verdict is what a comparison of exact fractions says."""
    counts = votes.counts
    base = {"entitled": votes.entitled, "present": votes.present,
            "cast": counts.votes_for + counts.against + counts.abstain + counts.blank + counts.null,
            "expressed": counts.votes_for + counts.against}[majority.base]  # fmt: skip
    share = Fraction(counts.votes_for, base) if base else Fraction(0)
    enough = share > majority.fraction if majority.strictly_more else share >= majority.fraction
    verdict = decide(Terms(majority), votes)
    assert verdict.adopted is (counts.votes_for > 0 and enough)
    fewest = next((n for n in range(1, base + 1) if majority.reached(Fraction(n), Fraction(base))), None)
    assert verdict.required == fewest or fewest is None and (verdict.required or 0) > base


@settings(max_examples=50, deadline=None)
@given(MAJORITIES, all_votes(), st.none() | st.builds(Quorum, PARTS, st.sampled_from(["present", "cast", "expressed"])))
def test_one_more_vote_for_never_undoes_an_adoption(majority: Majority, votes: Votes, quorum: Quorum | None) -> None:
    """On every base: a base that grows with the vote grows by no more than the votes for do.

    It is not so for a vote against, which may bring a quorum of votes cast and so an adoption (the next test), nor in
    an STV, where a higher preference may cost a candidate the seat: the method is known not to be monotonic.
    """
    more = Votes(votes.entitled + 1, votes.present + 1, votes.counts + Counts(votes_for=1))
    if majority.base == "entitled" or quorum is not None:  # the voter was on the roll all the time
        votes = Votes(votes.entitled + 1, votes.present, votes.counts)
    before = decide(Terms(majority, quorum), votes)
    assert decide(Terms(majority, quorum), more).adopted or not before.adopted


def test_a_vote_against_can_bring_the_quorum_of_votes_cast_and_so_an_adoption() -> None:
    """With a quorum of votes cast, staying away may serve better than voting against: the terms make it so."""
    terms = Terms(ORDINARY, Quorum(Fraction(1, 4), "cast"))
    assert decide(terms, Votes(100, 60, Counts(24))).outcome == "rejected"
    assert decide(terms, Votes(100, 60, Counts(24, 1))).outcome == "adopted"


@settings(max_examples=50, deadline=None)
@given(MAJORITIES, MAJORITIES, all_votes())
def test_a_majority_that_holds_back_never_adopts_what_the_law_would_not(
    held: Majority, lawful: Majority, votes: Votes
) -> None:
    """Statutes that are found at least as strict as the law adopt nothing that the law's majority rejects."""
    if held.holds_back(lawful) and decide(Terms(held), votes).adopted:
        assert decide(Terms(lawful), votes).adopted


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(BASES), PARTS, st.sampled_from(BASES), PARTS)
def test_what_is_found_laxer_does_adopt_with_some_votes_what_the_law_would_not(
    base: str, part: Fraction, lawful_base: str, lawful_part: Fraction
) -> None:
    """The check refuses no statutes without need: for each refused majority there are votes that show why."""
    held, lawful = Majority(base, part, False), Majority(lawful_base, lawful_part, False)
    shown = [
        Votes(entitled, present, Counts(votes_for, expressed - votes_for, cast - expressed))
        for entitled, present, cast, expressed in ((400, 400, 400, 400), (400, 400, 400, 10), (400, 400, 10, 10),
                                                   (400, 10, 10, 10))
        for votes_for in range(expressed + 1)
    ]  # fmt: skip
    strict = all(decide(Terms(lawful), one).adopted for one in shown if decide(Terms(held), one).adopted)
    assert strict is held.holds_back(lawful)


@st.composite
def colleges(draw: st.DrawFn, unanimous: bool = False) -> tuple[dict[str, Fraction], dict[str, Votes]]:
    """Draw three to five colleges with their parts of the vote, which sum to one, and their votes."""
    parts = draw(st.lists(st.integers(1, 9), min_size=3, max_size=5))
    weights = {f"college {place}": Fraction(part, sum(parts)) for place, part in enumerate(parts)}
    votes = {name: draw(all_votes()) for name in weights}
    if unanimous:
        counts = {name: Counts(draw(st.integers(0, 9))) if draw(st.booleans()) else Counts(0, draw(st.integers(0, 9)))
                  for name in weights}  # fmt: skip
        votes = {name: Votes(one.cast, one.cast, one) for name, one in counts.items()}
    return weights, votes


def summed(votes: dict[str, Votes]) -> Votes:
    """Return the votes of all colleges together."""
    counts = sum((one.counts for one in votes.values()), Counts())
    return Votes(sum(one.entitled for one in votes.values()), sum(one.present for one in votes.values()), counts)


@settings(max_examples=50, deadline=None)
@given(colleges(unanimous=True), MAJORITIES)
def test_block_and_proportional_agree_when_every_college_is_unanimous(
    drawn: tuple[dict[str, Fraction], dict[str, Votes]], majority: Majority
) -> None:
    """Where nobody differs within a college, it carries its whole part either way."""
    weights, votes = drawn
    block, proportional = (
        decide(Terms(majority, None, Colleges(carry, weights)), summed(votes), votes)
        for carry in ("block", "proportional")
    )
    assert (block.in_favour, block.whole, block.adopted) == (
        proportional.in_favour, proportional.whole, proportional.adopted
    )  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(colleges(), MAJORITIES, st.sampled_from(["block", "proportional"]), st.randoms())
def test_one_more_vote_for_in_a_college_never_undoes_an_adoption(
    drawn: tuple[dict[str, Fraction], dict[str, Votes]], majority: Majority, carry: str, chance: random.Random
) -> None:
    """A member who is present and had not voted votes for: what was adopted stays adopted, carried either way."""
    weights, votes = drawn
    name = chance.choice(sorted(weights))
    there = {**votes, name: Votes(votes[name].entitled + 1, votes[name].present + 1, votes[name].counts)}
    more = {**there, name: Votes(there[name].entitled, there[name].present, votes[name].counts + Counts(1))}
    terms = Terms(majority, None, Colleges(carry, weights))
    assert decide(terms, summed(more), more).adopted or not decide(terms, summed(there), there).adopted


@settings(max_examples=50, deadline=None)
@given(colleges(), MAJORITIES)
def test_colleges_in_proportion_carry_the_fractions_of_their_base(
    drawn: tuple[dict[str, Fraction], dict[str, Votes]], majority: Majority
) -> None:
    """The part in favour is the sum of each college's part times its votes for over its base, computed apart."""
    weights, votes = drawn
    there = {name: votes[name].of(majority.base) for name in weights}
    in_favour = sum((weights[name] * votes[name].counts.votes_for / whole for name, whole in there.items() if whole),
                    Fraction(0))  # fmt: skip
    verdict = decide(Terms(majority, None, Colleges("proportional", weights)), summed(votes), votes)
    assert verdict.in_favour == in_favour
    assert verdict.whole == sum((weights[name] for name, whole in there.items() if whole), Fraction(0))


def test_an_objection_bars_consent_even_with_a_majority() -> None:
    """Forty consents and one objection: the majority is there, the consent is not; the reasoning says both."""
    terms = Terms(ORDINARY, objections_bar=True)
    assert decide(terms, Votes(60, 50, Counts(41, 0, 5))).outcome == "adopted"
    barred = decide(terms, Votes(60, 50, Counts(40, 1, 5)))
    assert barred.outcome == "rejected"
    assert [step.kind for step in barred.steps] == ["counts", "objections", "majority"]


def test_votes_outside_the_colleges_are_told_and_carry_nothing() -> None:
    """A vote that belongs to no college is not lost silently: a step says how many there are."""
    weights = {"workers": HALF, "users": HALF}
    votes = {name: Votes(10, 10, Counts(6, 4)) for name in weights}
    verdict = decide(Terms(ORDINARY, None, Colleges("block", weights)), Votes(25, 25, Counts(12, 13)), votes)
    assert [step.numbers["outside"] for step in verdict.steps if step.kind == "outside_colleges"] == [5]
    assert verdict.in_favour == 1
