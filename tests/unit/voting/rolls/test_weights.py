"""Votes of members: one each, and in a federation by a figure within a cap."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from services.voting.rolls.rules import votes_by_figure
from tests.unit.voting.hall import Hall

WEIGHTS = {"figure": "members.count", "votes": 100, "minimum": 1, "maximum_fraction": "1/4"}


def test_votes_follow_the_figures_and_the_cap_gives_what_it_takes_to_the_others() -> None:
    """Ten times as many members than all others bring a quarter of the votes, and not one more."""
    figures = {"a": Fraction(4000), "b": Fraction(200), "c": Fraction(100), "d": Fraction(60), "e": Fraction(40)}
    shared = votes_by_figure(figures, 100, 1, Fraction(1, 4))
    assert shared == {"a": 25, "b": 25, "c": 25, "d": 15, "e": 10}


def test_whole_votes_go_by_largest_remainder_and_equal_ones_by_id() -> None:
    """Three equal cooperatives share ten votes: the first by id has the one that is left."""
    assert votes_by_figure(dict.fromkeys("cab", Fraction(7)), 10, 1, Fraction(1, 2)) == {"a": 4, "b": 3, "c": 3}


def test_where_the_cap_cannot_be_kept_each_has_one_vote() -> None:
    """Three members cannot all be below a quarter; who tells no figure has the least that there is."""
    assert votes_by_figure(dict.fromkeys("abc", Fraction(7)), 100, 1, Fraction(1, 4)) == {"a": 1, "b": 1, "c": 1}
    figures = {**dict.fromkeys("abcde", Fraction(7)), "f": Fraction(0)}
    assert votes_by_figure(figures, 101, 1, Fraction(1, 4)) == {**dict.fromkeys("abcde", 20), "f": 1}


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=30), st.integers(1, 2000), st.integers(1, 3),
    st.fractions(Fraction(1, 20), Fraction(1, 2), max_denominator=20),
)  # fmt: skip
def test_the_votes_are_all_shared_out_within_the_bounds(
    numbers: list[int], votes: int, minimum: int, cap: Fraction
) -> None:
    """Every vote is given, nobody is below the minimum or above the cap, and a larger figure never has fewer votes."""
    figures = {f"mbr_{at:03}": Fraction(number) for at, number in enumerate(numbers)}
    shared = votes_by_figure(figures, votes, minimum, cap)
    if set(shared.values()) == {1}:
        return
    assert sum(shared.values()) == votes
    assert all(minimum <= share <= cap * votes for share in shared.values())
    ranked = sorted(figures, key=lambda member: figures[member])
    assert all(shared[small] <= shared[large] + 1 for small, large in zip(ranked, ranked[1:], strict=False))


def disclose(it: Hall, member_id: str, value: str, as_of: str = "2026-03-01", figure: str = "members.count") -> None:
    """Let membership tell that a cooperative disclosed a figure."""
    data = {"member_id": member_id, "figure": figure, "value": value, "unit": "members", "as_of": as_of}
    assert it.hear("membership.member_figure.received.v1", f"members/{member_id}", data) == "handled"


def test_a_federation_weighs_its_members_by_what_they_disclose(hall: Callable[..., Hall]) -> None:
    """The latest figure up to the record date counts; partners have no vote; the roll says how it was weighed."""
    it = hall("cg-scop", {"membership.weights": WEIGHTS})
    members, [partner] = it.admit(5), it.admit(1, voting=False)
    for member, value in zip(members, ["4000", "200", "100", "60"], strict=False):
        disclose(it, member, value)
    disclose(it, members[3], "9", as_of="2026-02-01")
    disclose(it, members[3], "9000", as_of="2026-03-03")
    disclose(it, members[1], "9000", figure="capital.total")
    disclose(it, partner, "50000")
    assembly_id = it.draft()
    it.convene(assembly_id)
    roll = it.do("finalise_roll", assembly_id=assembly_id)
    entries = {one["member_id"]: one["weight"] for one in it.do("list_roll", assembly_id=assembly_id)["data"]}
    assert entries == dict(zip(members, [25, 25, 25, 24, 1], strict=True))
    assert (roll["votes"], roll["size"]) == (100, 5)
    assert (roll["weighing"]["without_figure"], roll["weighing"]["maximum_fraction"]) == (1, "1/4")
    assert roll["by_college"] == [{"college": None, "members": 5, "votes": 100}]
    assert "article 4" in roll["weighing"]["article"]


def test_in_a_first_level_cooperative_each_member_has_one_vote_whatever_statutes_say(hall: Callable[..., Hall]) -> None:
    """Weights written into the statutes of a first-level cooperative have no force: the law is stricter."""
    it = hall("alpar", {"membership.weights": WEIGHTS})
    members = it.admit(4)
    disclose(it, members[0], "4000")
    assembly_id = it.draft()
    it.convene(assembly_id)
    roll = it.do("finalise_roll", assembly_id=assembly_id)
    assert (roll["votes"], roll["weighing"]) == (4, None)
    assert {one["weight"] for one in it.do("list_roll", assembly_id=assembly_id)["data"]} == {1}
