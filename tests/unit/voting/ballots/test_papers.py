"""Papers in the room and by post: who votes on one votes in no other way, and the closing sheet must add up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.voting.ballots.contract.refusals import PapersNotCounted
from tests.unit.voting.hall import Hall, refused


def hand_out(it: Hall, poll_id: str, members: list[str], way: str = "paper") -> dict[str, Any]:
    """Write down who votes on a paper."""
    return dict(it.do("hand_out_papers", poll_id=poll_id, body={"member_ids": members, "way": way}))


def sheet(it: Hall, poll_id: str, tellers: list[str], handed_out: int, found: int, **votes: Any) -> dict[str, Any]:
    """Enter a closing sheet: ``for_=3`` and the like, ``null`` and ``reason``."""
    more = {name: votes.pop(name) for name in ("null", "reason") if name in votes}
    said = [{"choice": name.rstrip("_"), "papers": papers} for name, papers in votes.items()]
    body = {"tellers": tellers, "handed_out": handed_out, "found": found, "votes": said, **more}
    return dict(it.do("count_papers", poll_id=poll_id, body=body))


def test_papers_and_credentials_are_counted_together(hall: Callable[..., Hall]) -> None:
    """In the room some vote by credential and some on paper, others by post; blank and null papers stay apart."""
    it = hall()
    members = it.admit(30)
    assembly_id, poll_id = it.sit(members[:22], ballot="secret")
    it.arrive(assembly_id, members[22:], "postal")
    assert hand_out(it, poll_id, members[:7])["on_paper"] == 7
    assert hand_out(it, poll_id, members[22:], "post")["on_paper"] == 15
    credentials = it.credentials(poll_id)
    assert len(credentials) == 15
    for credential in credentials:
        it.cast(poll_id, credential, choice="against")
    it.do("close_poll", poll_id=poll_id)
    assert refused(it.do, "tally_poll", poll_id=poll_id) == "papers_not_counted"
    made = sheet(it, poll_id, members[:2], 15, 14, for_=9, abstain=1, blank=2, null=2)
    assert made["discrepancies"] == {"not_returned": 1}
    counts = it.do("tally_poll", poll_id=poll_id)["counts"]
    assert counts == {**counts, "for": 9, "against": 15, "abstain": 1, "blank": 2, "null": 2, "cast": 29}
    assert [one["revision"] for one in it.do("list_paper_counts", poll_id=poll_id)["data"]] == [1]


def test_who_votes_on_paper_or_by_post_votes_in_no_other_way(hall: Callable[..., Hall]) -> None:
    """One way each: a paper after a credential, a credential after a paper, or either for who votes by post."""
    it = hall()
    members = it.admit(12)
    assembly_id, poll_id = it.sit(members[:10], ballot="secret")
    it.arrive(assembly_id, members[10:], "postal")
    it.credentials(poll_id, members[:1])
    hand_out(it, poll_id, members[1:2])
    assert refused(hand_out, it, poll_id, members[:1]) == "credential_issued"
    assert refused(hand_out, it, poll_id, members[1:2]) == "votes_otherwise"
    assert refused(it.credentials, poll_id, members[1:2]) == "votes_otherwise"
    assert refused(it.credentials, poll_id, members[10:11]) == "votes_otherwise"
    assert refused(hand_out, it, poll_id, members[10:11]) == "not_voting"
    assert refused(hand_out, it, poll_id, members[2:3], "post") == "not_voting"
    hand_out(it, poll_id, members[10:11], "post")
    assert refused(it.credentials, poll_id, members[10:11]) == "votes_otherwise"
    assert len(it.credentials(poll_id)) == 8
    assert it.do("get_issuance", poll_id=poll_id) == {"poll_id": poll_id, "issued": 9, "on_paper": 2, "cast": 0}


def test_a_closing_sheet_adds_up_and_explains_too_many_papers(hall: Callable[..., Hall]) -> None:
    """Papers that are not counted are refused; more papers than were handed out are taken with a reason, and shown."""
    it = hall()
    members = it.admit(12)
    _, poll_id = it.sit(members, ballot="secret")
    hand_out(it, poll_id, members[:6])
    assert refused(sheet, it, poll_id, members[:2], 6, 6, for_=6) == "wrong_poll_state"
    it.do("close_poll", poll_id=poll_id)
    assert refused(sheet, it, poll_id, members[:1] * 2, 6, 6, for_=6) == "same_teller"
    assert refused(sheet, it, poll_id, [members[0], "mbr_absent"], 6, 6, for_=6) == "not_voting"
    assert refused(sheet, it, poll_id, members[:2], 6, 6, for_=5) == "papers_do_not_add_up"
    assert refused(sheet, it, poll_id, members[:2], 6, 6, consent=6) == "wrong_ballot"
    assert refused(sheet, it, poll_id, members[:2], 7, 7, for_=7) == "too_many_papers"
    made = sheet(it, poll_id, members[:2], 6, 7, for_=7, reason="Two papers stuck together; chair and tellers agree")
    assert made["discrepancies"] == {"too_many": 1}
    again = sheet(it, poll_id, members[:2], 6, 5, for_=5)
    assert (again["revision"], again["discrepancies"]) == (2, {"not_returned": 1})
    assert it.do("tally_poll", poll_id=poll_id)["counts"]["cast"] == 5


def test_papers_of_an_election_name_candidates(hall: Callable[..., Hall]) -> None:
    """The sheet says each different vote in the form of the method; the same vote written twice is summed."""
    it = hall()
    members = it.admit(12)
    candidates = [{"member_id": one} for one in members[:3]]
    _, poll_id = it.sit(members, method="approval", seats=2, candidates=candidates)
    hand_out(it, poll_id, members)
    it.do("close_poll", poll_id=poll_id)
    votes = [{"choices": members[:2], "papers": 5}, {"choices": members[1::-1], "papers": 2},
             {"choices": members[2:3], "papers": 3}, {"choices": [], "papers": 2}]  # fmt: skip
    body: dict[str, Any] = {"tellers": members[:2], "handed_out": 12, "found": 12, "votes": votes}
    stranger = {**body, "votes": [{"choices": ["mbr_stranger"], "papers": 12}]}
    assert refused(it.do, "count_papers", poll_id=poll_id, body=stranger) == "unknown_candidate"
    made = it.do("count_papers", poll_id=poll_id, body=body)
    assert [one["papers"] for one in made["votes"]] == [7, 3, 2]
    assert refused(it.do, "count_papers", poll_id=poll_id, body={**body, "college": "none"}) == "not_found"
    assert set(it.do("tally_poll", poll_id=poll_id)["elected"]) == set(members[:2])


def test_every_cell_that_votes_on_paper_hands_in_its_sheet(hall: Callable[..., Hall]) -> None:
    """One sheet does not stand for the papers of another college: the tally waits, and says of which."""
    colleges = [{"slug": one, "name": one, "weight": "1/2"} for one in ("workers", "users")]
    it = hall(overrides={"membership.colleges": colleges})
    workers, users = it.admit(12, college="workers"), it.admit(14, college="users")
    _, poll_id = it.sit([*workers, *users], ballot="secret")
    hand_out(it, poll_id, [*workers[:6], *users[:7]])
    it.do("close_poll", poll_id=poll_id)
    body = {"tellers": workers[:2], "handed_out": 6, "found": 6, "votes": [{"choice": "for", "papers": 6}]}
    it.do("count_papers", poll_id=poll_id, body=body | {"college": "workers"})
    with pytest.raises(PapersNotCounted, match="users, 1 vote each"):
        it.do("tally_poll", poll_id=poll_id)
    more = {"college": "users", "handed_out": 7, "found": 7, "votes": [{"choice": "against", "papers": 7}]}
    it.do("count_papers", poll_id=poll_id, body=body | more)
    counts = it.do("tally_poll", poll_id=poll_id)["counts"]
    assert (counts["for"], counts["against"]) == (6, 7)


def test_a_handful_of_papers_keeps_the_key_from_being_published(hall: Callable[..., Hall]) -> None:
    """With the key, what so few wrote on paper could be told from the whole."""
    it = hall()
    members = it.admit(20)
    _, poll_id = it.sit(members, ballot="secret")
    hand_out(it, poll_id, members[:2])
    for credential in it.credentials(poll_id):
        it.cast(poll_id, credential, choice="for")
    it.do("close_poll", poll_id=poll_id)
    sheet(it, poll_id, members[:2], 2, 2, against=2)
    it.do("tally_poll", poll_id=poll_id)
    assert it.do("get_poll_key", poll_id=poll_id)["withheld"]
