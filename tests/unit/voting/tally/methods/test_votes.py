"""What ballots may say, and the one form in which their votes are kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.voting.tally.rules.votes import (
    FIELD,
    METHODS,
    VoteProblem,
    canonical,
    check_vote,
    is_blank,
    parse_kept,
    read_vote,
)

from .elections import NAMES, VOTES


@pytest.mark.parametrize(
    ("method", "said", "kept"),
    [("resolution", {"choice": "for"}, ["for"]), ("consent", {"choice": "object"}, ["object"]),
     ("single_choice", {"choices": ["A"]}, ["A"]), ("single_choice", {"choices": []}, []),
     ("approval", {"choices": ["C", "A"]}, ["A", "C"]), ("scottish_stv", {"ranking": ["C", "A"]}, ["C", "A"]),
     ("schulze", {"ranking": ["C", ["B", "A"]]}, [["C"], ["A", "B"]]),
     ("majority_judgment", {"grades": {"B": "good", "A": "reject"}}, {"A": "reject", "B": "good"})],
)  # fmt: skip
def test_a_ballot_is_kept_in_one_form(method: str, said: dict[str, Any], kept: Any) -> None:
    """What says the same is kept as the same, and is read back from what was kept."""
    read = read_vote(method, said)
    assert canonical(read) == canonical(kept)
    assert parse_kept(method, kept, NAMES, None) == kept


@pytest.mark.parametrize("method", METHODS)
def test_a_ballot_says_its_vote_in_the_one_field_of_its_method(method: str) -> None:
    """Nothing said, the wrong field, or a second field beside the right one is no vote."""
    right = {"choice": "for" if method == "resolution" else "object", "choices": ["A"], "ranking": ["A"],
             "grades": {"A": "good"}}  # fmt: skip
    own = {FIELD[method]: right[FIELD[method]]}
    assert read_vote(method, own)
    for said in ({}, {name: value for name, value in right.items() if name != FIELD[method]}, right):
        with pytest.raises(VoteProblem, match="wrong_form"):
            read_vote(method, said)


@pytest.mark.parametrize(
    ("method", "said", "kind"),
    [("resolution", {"choice": "yes"}, "wrong_form"), ("consent", {"choice": "for"}, "wrong_form"),
     ("approval", {"choices": ["A", "A"]}, "repeated"), ("scottish_stv", {"ranking": ["A", "B", "A"]}, "repeated"),
     ("scottish_stv", {"ranking": ["A", ["B", "C"]]}, "wrong_form"),
     ("schulze", {"ranking": [["A"], ["B", "A"]]}, "repeated"),
     ("schulze", {"ranking": [[]]}, "wrong_form"), ("single_choice", {"choices": ["A", "B"]}, "too_many_choices"),
     ("majority_judgment", {"grades": {"A": "superb"}}, "wrong_form"), ("approval", {"choices": [1]}, "wrong_form"),
     ("majority_judgment", {"grades": ["A"]}, "wrong_form")],
)  # fmt: skip
def test_a_ballot_that_says_no_vote_is_refused_with_its_kind(method: str, said: dict[str, Any], kind: str) -> None:
    """Wrong words, repetitions and equals where none may be are told apart; kept, such a vote is null."""
    with pytest.raises(VoteProblem, match=kind):
        read_vote(method, said)
    [found] = said.values()
    assert parse_kept(method, [found] if method in ("resolution", "consent") else found, NAMES, None) is None


def test_strangers_and_too_many_choices_are_no_vote() -> None:
    """A candidate who does not stand, or more than the maximum, makes a vote null; no maximum admits all."""
    with pytest.raises(VoteProblem) as caught:
        check_vote("approval", ["A", "Z"], NAMES, 3)
    assert (caught.value.kind, caught.value.values) == ("unknown_candidate", {"candidates": ["Z"]})
    with pytest.raises(VoteProblem) as caught:
        check_vote("approval", ["A", "B", "C"], NAMES, 2)
    assert (caught.value.kind, caught.value.values) == ("too_many_choices", {"named": 3, "maximum": 2})
    assert parse_kept("schulze", [["A", "Z"]], NAMES, None) is None
    assert parse_kept("scottish_stv", list(NAMES), NAMES, None) == list(NAMES)


@pytest.mark.parametrize("method", METHODS)
@given(data=st.data())
@settings(max_examples=20)
def test_what_was_kept_is_the_same_when_it_is_read_again(method: str, data: st.DataObject) -> None:
    """Opening a ballot changes nothing of a sound vote, and blank is blank in every method."""
    vote = data.draw(VOTES[method])
    assert canonical(parse_kept(method, vote, NAMES, None)) == canonical(vote)
    assert is_blank(method, vote) == (vote in ([], {}, ["blank"]))


@pytest.mark.parametrize("method", METHODS)
@given(junk=st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(
    inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3), max_leaves=6))  # fmt: skip
@settings(max_examples=30)
def test_junk_in_an_opened_ballot_is_null_and_breaks_nothing(method: str, junk: Any) -> None:
    """A voter's own software may have sealed anything: it is a vote, or it is null."""
    kept = parse_kept(method, junk, NAMES, None)
    assert kept is None or is_blank(method, kept) or kept[0] in ("for", "against", "abstain", "consent", "object")
