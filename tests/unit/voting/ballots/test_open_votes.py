"""Named ballots and shows of hands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.voting.ballots.actions.box import profile_of
from services.voting.polls.actions.holding import seen_poll
from tests.unit.voting.hall import Hall, refused

COLLEGES = [{"slug": one, "name": one, "weight": "1/2"} for one in ("workers", "users")]


def test_a_named_vote_may_be_replaced_until_the_poll_closes(hall: Callable[..., Hall]) -> None:
    """The last revision counts, and every revision stays readable."""
    it = hall()
    members = it.admit(5)
    _, poll_id = it.sit(members, ballot="named")

    def vote(*votes: tuple[str, str]) -> None:
        ballots = [{"member_id": member, "choice": choice} for member, choice in votes]
        it.do("record_named_ballots", poll_id=poll_id, body={"ballots": ballots})

    vote((members[0], "for"), (members[1], "against"), (members[2], "blank"))
    vote((members[1], "for"))
    assert it.proclaim(poll_id)["outcome"] == "adopted"
    result = it.do("get_result", poll_id=poll_id)
    assert result["counts"] == {"for": 2, "against": 0, "abstain": 0, "blank": 1, "null": 0, "cast": 3, "expressed": 2}
    named = it.do("list_named_ballots", poll_id=poll_id)["data"]
    assert [(one["member_id"], one["revision"]) for one in named] == [
        (members[0], 1), (members[1], 1), (members[1], 2), (members[2], 1),
    ]  # fmt: skip
    late = {"ballots": [{"member_id": members[3], "choice": "for"}]}
    assert refused(it.do, "record_named_ballots", poll_id=poll_id, body=late) == "poll_closed"


def test_only_those_present_or_represented_vote_by_name(hall: Callable[..., Hall]) -> None:
    """An absent member's vote is refused with all that came with it."""
    it = hall()
    members = it.admit(5)
    _, poll_id = it.sit(members[:4], ballot="named")
    both = {"ballots": [{"member_id": one, "choice": "for"} for one in members]}
    assert refused(it.do, "record_named_ballots", poll_id=poll_id, body=both) == "not_voting"
    assert it.do("get_issuance", poll_id=poll_id)["cast"] == 0


def test_hands_are_counted_by_two_tellers_and_bounded_by_presence(hall: Callable[..., Hall]) -> None:
    """One teller twice, an absent teller or more hands than votes are refused; a recount replaces the count."""
    it = hall()
    members = it.admit(10)
    _, poll_id = it.sit(members[:7])
    tellers = members[:2]

    def count(tellers: list[str], votes_for: int, against: int) -> None:
        it.do("count_hands", poll_id=poll_id, body={"tellers": tellers, "for": votes_for, "against": against})

    assert refused(count, [tellers[0]] * 2, 4, 3) == "same_teller"
    assert refused(count, [tellers[0], members[9]], 4, 3) == "not_voting"
    assert refused(count, tellers, 5, 3) == "too_many_hands"
    count(tellers, 3, 3)
    count(tellers, 4, 3)
    assert it.proclaim(poll_id)["outcome"] == "adopted"
    assert it.do("get_result", poll_id=poll_id)["counts"]["for"] == 4


def test_a_poll_is_voted_in_its_own_form_only(hall: Callable[..., Hall]) -> None:
    """A show of hands takes neither credentials nor named ballots, and no tally without a count."""
    it = hall()
    members = it.admit(5)
    _, poll_id = it.sit(members)
    assert refused(it.do, "issue_credentials", poll_id=poll_id, body={"all_present": True}) == "wrong_ballot_form"
    assert refused(it.cast, poll_id, "anything", choice="for") == "wrong_ballot_form"
    named = {"ballots": [{"member_id": members[0], "choice": "for"}]}
    assert refused(it.do, "record_named_ballots", poll_id=poll_id, body=named) == "votes_in_room"
    papers = {"member_ids": members, "way": "paper"}
    assert refused(it.do, "hand_out_papers", poll_id=poll_id, body=papers) == "wrong_ballot_form"
    it.do("close_poll", poll_id=poll_id)
    assert refused(it.do, "tally_poll", poll_id=poll_id) == "hands_not_counted"


def test_who_takes_part_from_afar_votes_by_name_where_the_room_raises_hands(hall: Callable[..., Hall]) -> None:
    """Hands and names are one result; nobody in the room votes by name, and who voted so raises no hand after."""
    it = hall()
    members = it.admit(12)
    assembly_id, poll_id = it.sit(members[:6])
    it.arrive(assembly_id, members[6:10], "remote")
    it.arrive(assembly_id, members[10:], "postal")

    def named(*voters: str, choice: str = "for") -> None:
        ballots = [{"member_id": one, "choice": choice} for one in voters]
        it.do("record_named_ballots", poll_id=poll_id, body={"ballots": ballots})

    def count(votes_for: int, against: int) -> None:
        body = {"tellers": members[:2], "for": votes_for, "against": against}
        it.do("count_hands", poll_id=poll_id, body=body)

    assert refused(named, members[0]) == "votes_in_room"
    named(*members[6:9])
    named(*members[10:], choice="against")
    assert refused(count, 7, 0) == "too_many_hands"
    count(4, 2)
    it.clock.advance(minutes=1)
    # Whoever leaves after the count voted by hand, and whoever comes in after voting by name raises no other one.
    it.arrive(assembly_id, members[5:6], "leave")
    it.arrive(assembly_id, members[5:6], "remote")
    assert refused(named, members[5]) == "votes_in_room"
    it.arrive(assembly_id, members[6:7], "leave")
    it.arrive(assembly_id, members[6:7])
    assert refused(count, 5, 1) == "too_many_hands"
    assert it.proclaim(poll_id)["outcome"] == "adopted"
    counts = it.do("get_result", poll_id=poll_id)["counts"]
    assert (counts["for"], counts["against"], counts["cast"]) == (7, 4, 11)


def test_hands_are_counted_by_college_and_never_exceed_it(hall: Callable[..., Hall]) -> None:
    """Each college's hands are a count of their own, bounded by its members in the room; a whole is bounded too."""
    it = hall("alpar", {"membership.colleges": COLLEGES})
    workers, users = it.admit(4, college="workers"), it.admit(6, college="users")
    _, poll_id = it.sit([*workers, *users])

    def count(college: str | None, votes_for: int, against: int) -> None:
        it.do("count_hands", poll_id=poll_id, body={
            "tellers": workers[:2], "college": college, "for": votes_for, "against": against,
        })  # fmt: skip

    count("workers", 1, 3)
    assert refused(count, "workers", 4, 1) == "too_many_hands"
    assert refused(count, None, 3, 0) == "hands_counted_otherwise"
    it.do("close_poll", poll_id=poll_id)
    assert refused(it.do, "tally_poll", poll_id=poll_id) == "hands_not_counted"


def test_a_count_of_every_college_is_the_whole_room(hall: Callable[..., Hall]) -> None:
    """What each college raised is counted apart, and with all of them nobody is left out."""
    it = hall("alpar", {"membership.colleges": COLLEGES})
    workers, users = it.admit(4, college="workers"), it.admit(6, college="users")
    _, poll_id = it.sit([*workers, *users])
    for college, votes_for, against in (("workers", 1, 3), ("users", 4, 2)):
        it.do("count_hands", poll_id=poll_id, body={
            "tellers": workers[:2], "college": college, "for": votes_for, "against": against,
        })  # fmt: skip
    it.do("close_poll", poll_id=poll_id)
    with it.acting() as unit:
        rows = {(row.vote, row.votes, row.college) for row in profile_of(unit, seen_poll(unit, poll_id))}
    assert rows == {
        ('["for"]', 1, "workers"), ('["against"]', 3, "workers"), ('["for"]', 4, "users"), ('["against"]', 2, "users"),
    }  # fmt: skip


def test_hands_are_counted_of_all_or_by_college_and_never_both(hall: Callable[..., Hall]) -> None:
    """Where no college weighs, a count by college beside one of all would count every hand twice."""
    it = hall()
    members = it.admit(8)
    _, poll_id = it.sit(members)
    body = {"tellers": members[:2], "for": 3, "against": 1}
    it.do("count_hands", poll_id=poll_id, body=body)
    of_one = body | {"college": "workers"}
    assert refused(it.do, "count_hands", poll_id=poll_id, body=of_one) == "hands_counted_otherwise"
    it.do("count_hands", poll_id=poll_id, body=body | {"for": 5})
    assert it.proclaim(poll_id)["outcome"] == "adopted"
    assert it.do("get_result", poll_id=poll_id)["counts"]["for"] == 5


def test_one_vote_from_afar_does_not_stand_for_the_room(hall: Callable[..., Hall]) -> None:
    """While somebody sits in the room the hands are counted, even if none was raised."""
    it = hall()
    members = it.admit(9)
    assembly_id, poll_id = it.sit(members[:6])
    it.arrive(assembly_id, members[6:], "remote")
    named = {"ballots": [{"member_id": members[6], "choice": "for"}]}
    it.do("record_named_ballots", poll_id=poll_id, body=named)
    it.do("close_poll", poll_id=poll_id)
    assert refused(it.do, "tally_poll", poll_id=poll_id) == "hands_not_counted"


def test_a_meeting_without_a_room_needs_no_count_of_hands(hall: Callable[..., Hall]) -> None:
    """Where everybody takes part from afar, the names are the whole vote."""
    it = hall()
    members = it.admit(6)
    assembly_id, poll_id = it.sit(members)
    it.arrive(assembly_id, members, "leave")
    it.arrive(assembly_id, members, "remote")
    it.clock.advance(minutes=1)
    ballots = [{"member_id": one, "choice": "for"} for one in members[:4]]
    it.do("record_named_ballots", poll_id=poll_id, body={"ballots": ballots})
    assert it.proclaim(poll_id)["outcome"] == "adopted"


def test_whoever_raised_a_hand_in_a_count_that_stands_votes_no_other_way(hall: Callable[..., Hall]) -> None:
    """A later count of another college does not free those of the first; nor does a proxy that was revoked since."""
    it = hall("alpar", {"membership.colleges": COLLEGES})
    workers, users = it.admit(5, college="workers"), it.admit(6, college="users")
    assembly_id, poll_id = it.sit([*workers, *users])

    def count(college: str, votes_for: int) -> None:
        body = {"tellers": users[:2], "college": college, "for": votes_for, "against": 0}
        it.do("count_hands", poll_id=poll_id, body=body)

    count("workers", 5)
    it.clock.advance(minutes=1)
    it.arrive(assembly_id, workers[:1], "leave")
    it.clock.advance(minutes=1)
    count("users", 6)
    it.clock.advance(minutes=1)
    it.arrive(assembly_id, workers[:1], "remote")
    named = {"ballots": [{"member_id": workers[0], "choice": "against"}]}
    assert refused(it.do, "record_named_ballots", poll_id=poll_id, body=named) == "votes_in_room"


@pytest.mark.parametrize(("method", "said", "kept"), [
    ("single_choice", {"choices": [0]}, [0]),
    ("approval", {"choices": [1, 0]}, [0, 1]),
    ("scottish_stv", {"ranking": [1, 0, 2]}, [1, 0, 2]),
    ("schulze", {"ranking": [1, [2, 0]]}, [[1], [0, 2]]),
    ("majority_judgment", {"grades": {1: "good"}}, {1: "good"}),
    ("consent", {"choice": "object"}, ["object"]),
])  # fmt: skip
def test_every_method_is_voted_by_name(hall: Callable[..., Hall], method: str, said: Any, kept: Any) -> None:
    """What a ballot says is kept in the one form of its method; a form of another method is refused."""
    it = hall(overrides={"ballots.persons": "named"})
    members = it.admit(6)
    asked: dict[str, Any] = {} if method == "consent" else {
        "seats": 1 if method != "approval" else 2, "candidates": [{"member_id": one} for one in members[:3]],
    }  # fmt: skip
    _, poll_id = it.sit(members, method=method, ballot="named", **asked)

    def named(told: Any) -> Any:
        if isinstance(told, dict):
            return {named(name) if isinstance(name, int) else name: named(value) for name, value in told.items()}
        return [named(one) for one in told] if isinstance(told, list) else members[told] if type(told) is int else told

    ballot = {"member_id": members[5], **named(said)}
    it.do("record_named_ballots", poll_id=poll_id, body={"ballots": [ballot]})
    [row] = it.do("list_named_ballots", poll_id=poll_id)["data"]
    assert row["vote"] == named(kept)
    wrong = {"member_id": members[5], "choice": "for"}
    assert refused(it.do, "record_named_ballots", poll_id=poll_id, body={"ballots": [wrong]}) == "wrong_ballot"
