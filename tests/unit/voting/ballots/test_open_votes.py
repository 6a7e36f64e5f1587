"""Named ballots and shows of hands."""

from __future__ import annotations

from collections.abc import Callable

from tests.unit.voting.hall import Hall, refused


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
    assert refused(it.do, "record_named_ballots", poll_id=poll_id, body=named) == "wrong_ballot_form"
    it.do("close_poll", poll_id=poll_id)
    assert refused(it.do, "tally_poll", poll_id=poll_id) == "hands_not_counted"
