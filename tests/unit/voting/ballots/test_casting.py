"""Casting secret ballots: once each, in the right form, at the right time, also when two come at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from services.commons.refusals import Refusal
from services.voting.ballots.actions.box import profile_of
from services.voting.polls.actions.holding import seen_poll
from tests.unit.voting.hall import Hall, refused

COLLEGES = [{"slug": one, "name": one, "weight": "1/2"} for one in ("workers", "users")]


def election(it: Hall, electors: int = 12) -> tuple[str, list[str], list[str]]:
    """Open a secret election of two seats among three candidates; return poll, candidates and credentials."""
    members = it.admit(electors)
    candidates = members[:3]
    _, poll_id = it.sit(members, method="approval", seats=2, candidates=[{"member_id": one} for one in candidates])
    return poll_id, candidates, it.credentials(poll_id)


def test_the_same_ballot_again_is_the_same_ballot_and_another_one_is_refused(hall: Callable[..., Hall]) -> None:
    """A retry gets the same answer, in whatever order it names its candidates; a change of mind is refused."""
    it = hall()
    poll_id, candidates, credentials = election(it)
    accepted = it.cast(poll_id, credentials[0], choices=candidates[:2])
    assert (accepted["poll_id"], accepted["state"]) == (poll_id, "accepted")
    assert it.cast(poll_id, credentials[0], choices=candidates[1::-1]) == accepted
    assert it.cast(poll_id, credentials[1], choices=candidates[:2])["tracker"] != accepted["tracker"]
    assert refused(it.cast, poll_id, credentials[0], choices=[]) == "second_ballot"
    assert it.do("get_issuance", poll_id=poll_id)["cast"] == 2


def test_a_ballot_must_answer_the_question(hall: Callable[..., Hall]) -> None:
    """Too many, unknown, repeated or missing choices and unknown credentials have their codes; nothing is counted."""
    it = hall()
    poll_id, candidates, credentials = election(it)
    mine = credentials[0]
    assert refused(it.cast, poll_id, mine, choices=candidates) == "too_many_choices"
    assert refused(it.cast, poll_id, mine, choices=["mbr_stranger"]) == "unknown_candidate"
    assert refused(it.cast, poll_id, mine, choices=[candidates[0]] * 2) == "wrong_ballot"
    assert refused(it.cast, poll_id, mine, choice="for") == "wrong_ballot"
    assert refused(it.cast, poll_id, mine) == "wrong_ballot"
    assert refused(it.cast, poll_id, "not a credential", choices=[]) == "unknown_credential"
    assert refused(it.cast, "pol_unknown", mine, choices=[]) == "not_found"
    assert it.do("get_issuance", poll_id=poll_id)["cast"] == 0


def test_a_credential_is_good_for_its_own_poll_and_once_issued(hall: Callable[..., Hall]) -> None:
    """Neither a credential of another poll nor one that still lies in the urn casts anything."""
    it = hall()
    poll_id, _, credentials = election(it)
    members = it.admit(3)
    _, other = it.sit(it.admit(5) + members, ballot="secret")
    assert refused(it.cast, other, credentials[0], choice="for") == "unknown_credential"
    [unissued, *_] = [row.credential for row in it.sql(
        "SELECT credential FROM unissued_credentials WHERE poll_id = :poll_id", poll_id=poll_id)]  # fmt: skip
    assert refused(it.cast, poll_id, unissued, choices=[]) == "unknown_credential"


def test_ballots_are_taken_between_opening_and_closing_only(hall: Callable[..., Hall]) -> None:
    """Suspended and closed polls refuse every ballot, each with its code, be it one that is in already."""
    it = hall()
    poll_id, _, credentials = election(it)
    it.cast(poll_id, credentials[0], choices=[])
    it.do("suspend_poll", poll_id=poll_id)
    assert refused(it.cast, poll_id, credentials[1], choices=[]) == "poll_suspended"
    it.do("resume_poll", poll_id=poll_id)
    it.cast(poll_id, credentials[1], choices=[])
    it.do("close_poll", poll_id=poll_id)
    assert refused(it.cast, poll_id, credentials[2], choices=[]) == "poll_closed"
    assert refused(it.cast, poll_id, credentials[1], choices=[]) == "poll_closed"
    assert it.do("get_issuance", poll_id=poll_id)["cast"] == 2
    assert refused(it.do, "issue_credentials", poll_id=poll_id, body={"all_present": True}) == "poll_closed"


def test_one_credential_used_by_many_at_once_casts_one_ballot(hall: Callable[..., Hall]) -> None:
    """Four threads cast different ballots with one credential: one is accepted, three are refused."""
    it = hall()
    poll_id, candidates, credentials = election(it)
    start = threading.Barrier(4)

    def cast(at: int) -> str:
        start.wait()
        try:
            return str(it.cast(poll_id, credentials[0], choices=[candidates[at]] if at < 3 else [])["state"])
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(cast, range(4))) == ["accepted", "second_ballot", "second_ballot", "second_ballot"]
    assert it.do("get_issuance", poll_id=poll_id)["cast"] == 1


def test_every_ballot_acknowledged_before_the_closing_is_counted_and_no_other(hall: Callable[..., Hall]) -> None:
    """While three threads vote, a fourth closes: the tally holds exactly the acknowledged ballots."""
    it = hall()
    poll_id, candidates, credentials = election(it, 60)
    closing = threading.Event()

    def vote(mine: list[str]) -> int:
        accepted = 0
        for at, credential in enumerate(mine):
            if at == 5:
                closing.set()
            try:
                it.cast(poll_id, credential, choices=[candidates[0]])
                accepted += 1
            except Refusal as refusal:
                assert refusal.code == "poll_closed"
        return accepted

    def close() -> int:
        closing.wait()
        it.do("close_poll", poll_id=poll_id)
        return 0

    with ThreadPoolExecutor(4) as threads:
        voters = [threads.submit(vote, credentials[at::3]) for at in range(3)]
        threads.submit(close).result()
        accepted = sum(voter.result() for voter in voters)
    assert it.do("tally_poll", poll_id=poll_id)["counts"]["cast"] == accepted
    assert accepted < 60 or not it.sql("SELECT 1 FROM cast_ballots")


def test_two_desks_never_give_one_member_two_credentials(hall: Callable[..., Hall]) -> None:
    """Two threads issue to everyone at once: each member is served once, all credentials differ."""
    it = hall()
    members = it.admit(30)
    _, poll_id = it.sit(members, ballot="secret")
    start = threading.Barrier(2)

    def issue(_: int) -> list[str]:
        start.wait()
        try:
            return it.credentials(poll_id, members)
        except Refusal as refusal:
            assert refusal.code == "credential_issued"
            return []

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(issue, range(2))
    assert len(first + second) == len(set(first + second)) == 30


def test_a_holder_gets_the_credential_of_each_member_represented(hall: Callable[..., Hall]) -> None:
    """The holder is named beside the represented member; someone absent and unrepresented gets none."""
    it = hall()
    members = it.admit(10)
    assembly_id, poll_id = it.sit(members[:5], ballot="secret")
    it.do("give_proxy", assembly_id=assembly_id, body={"giver_id": members[9], "holder_id": members[0]})
    issued = it.do("issue_credentials", poll_id=poll_id, body={"all_present": True})["credentials"]
    assert {one["member_id"]: one["holder_id"] for one in issued} == {
        **dict.fromkeys(members[:5]), members[9]: members[0],
    }  # fmt: skip
    absent = {"member_ids": [members[8]]}
    assert refused(it.do, "issue_credentials", poll_id=poll_id, body=absent) == "not_voting"
    again = {"member_ids": [members[0]]}
    assert refused(it.do, "issue_credentials", poll_id=poll_id, body=again) == "credential_issued"


def test_each_college_draws_from_its_own_urn_and_counts_apart(hall: Callable[..., Hall]) -> None:
    """A credential carries its college without anyone's name; the board's trackers of equal votes differ."""
    it = hall("alpar", {"membership.colleges": COLLEGES})
    workers, users = it.admit(8, college="workers"), it.admit(12, college="users")
    assembly_id, poll_id = it.sit([*workers, *users[:11]], ballot="secret")
    it.do("give_proxy", assembly_id=assembly_id, body={"giver_id": users[11], "holder_id": workers[0]})
    issued = it.do("issue_credentials", poll_id=poll_id, body={"all_present": True})["credentials"]
    trackers = {
        it.cast(poll_id, one["credential"], choice="for" if one["member_id"] in workers else "against")["tracker"]
        for one in issued
    }
    assert len(issued) == len(trackers) == 20
    it.do("close_poll", poll_id=poll_id)
    with it.acting() as unit:
        rows = [(row.vote, row.votes, row.college) for row in profile_of(unit, seen_poll(unit, poll_id))]
    assert sorted(rows) == [('["against"]', 12, "users"), ('["for"]', 8, "workers")]
    made = {row.cell: row.made for row in it.sql("SELECT cell, count(*) AS made FROM credentials GROUP BY cell")}
    assert made == {0: 12 + 10, 1: 8 + 10}
