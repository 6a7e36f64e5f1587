"""Drafting polls, their life, and what their resolutions put into effect."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.commons.refusals import Refusal
from services.voting.polls.contract.refusals import QuorumMissing
from services.voting.polls.rules import STEPS, next_state
from services.voting.polls.tables import STATES
from tests.unit.voting.hall import Hall, refused


def voted(it: Hall, votes_for: int, against: int, **asked: Any) -> dict[str, Any]:
    """Hold a show of hands among ten and proclaim it."""
    members = it.admit(10)
    _, poll_id = it.sit(members, **asked)
    it.do("count_hands", poll_id=poll_id, body={"tellers": members[:2], "for": votes_for, "against": against})
    return it.proclaim(poll_id)


def test_no_step_leads_back_and_annulled_and_final_are_the_end() -> None:
    """A poll is never reset: no step but resuming leads to an earlier state, and from the final one a court's alone."""
    order = {state: at for at, state in enumerate(STATES)}
    for step, (states, _) in STEPS.items():
        for state in states:
            after = next_state(step, state)
            assert after is not None and (order[after] > order[state] or step == "resume")
    ended = [(step, state) for step in STEPS for state in ("final", "annulled") if next_state(step, state)]
    assert ended == [("annul_final", "final")]


def test_a_poll_can_name_only_what_was_proposed_for_such_an_assembly(hall: Callable[..., Hall]) -> None:
    """Unknown proposals, the wrong kind of assembly, the wrong method and other seats are refused when drafted."""
    it = hall()
    it.admit(3)
    ordinary, extraordinary = it.draft("ordinary"), it.draft("extraordinary")
    amendment = it.propose("amend_statutes", "membership", "extraordinary")
    election = it.propose("seat_mandates", "membership", seats=2)

    def draft(assembly_id: str, proposal_id: str, **more: Any) -> str:
        return refused(it.poll, assembly_id, proposal_id=proposal_id, **more)

    assert draft(ordinary, "prp_unknown") == "proposal_unknown"
    assert draft(ordinary, amendment) == "wrong_assembly_kind"
    assert draft(ordinary, election) == "wrong_method"
    assert draft(ordinary, election, method="approval", seats=3) == "seats_differ"
    assert draft(extraordinary, amendment, method="approval", seats=1) == "wrong_method"
    it.poll(extraordinary, proposal_id=amendment)
    assert it.do("get_poll", poll_id=it.poll(ordinary, proposal_id=election, method="approval"))["seats"] == 2


def test_persons_are_voted_in_secret_by_statutes(hall: Callable[..., Hall]) -> None:
    """An open vote on a person is refused with the article; without being asked for, it is secret."""
    it = hall()
    it.admit(3)
    assembly_id = it.draft()
    with pytest.raises(Refusal) as caught:
        it.poll(assembly_id, about_person=True, ballot="hands")
    assert caught.value.code == "secret_required" and "article 20" in (caught.value.article or "")
    assert it.do("get_poll", poll_id=it.poll(assembly_id, about_person=True))["ballot"] == "secret"
    assert it.do("get_poll", poll_id=it.poll(assembly_id))["ballot"] == "hands"
    open_house = hall("alpar", {"ballots.persons": "open"})
    open_house.admit(3)
    assembly_id = open_house.draft()
    election = {"method": "approval", "seats": 1}
    assert refused(open_house.poll, assembly_id, ballot="hands", **election) == "wrong_method"
    assert open_house.do("get_poll", poll_id=open_house.poll(assembly_id, **election))["ballot"] == "named"


def test_candidates_are_electors_stand_once_and_may_withdraw(hall: Callable[..., Hall]) -> None:
    """Strangers and repetitions are refused; a withdrawn candidate cannot be chosen; sealed, none is added."""
    it = hall()
    members = it.admit(6)
    assembly_id = it.draft()
    poll_id = it.poll(assembly_id, method="approval", seats=2, candidates=[{"member_id": members[0]}])

    def stand(*candidates: str) -> dict[str, Any]:
        body = {"candidates": [{"member_id": one} for one in candidates]}
        return dict(it.do("add_candidates", poll_id=poll_id, body=body))

    assert refused(stand, "mbr_stranger") == "candidate_not_on_roll"
    assert refused(stand, members[0]) == "candidate_twice"
    assert refused(stand, members[1], members[1]) == "candidate_twice"
    assert [one["position"] for one in stand(*members[1:3])["candidates"]] == [1, 2, 3]
    it.do("withdraw_candidate", poll_id=poll_id, body={"member_id": members[1]})
    it.do("seal_poll", poll_id=poll_id)
    assert refused(stand, members[3]) == "wrong_poll_state"
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, members)
    it.do("open_poll", poll_id=poll_id)
    credential = it.credentials(poll_id)[0]
    assert refused(it.cast, poll_id, credential, choices=[members[1]]) == "unknown_candidate"
    empty = it.poll(it.draft(), method="approval", seats=1)
    assert refused(it.do, "seal_poll", poll_id=empty) == "no_candidates"


def test_a_missing_quorum_is_refused_with_its_numbers_and_article(hall: Callable[..., Hall]) -> None:
    """Four of 21 are no fifth; the fifth voter makes it, and the poll keeps the count it opened with."""
    it = hall()
    members = it.admit(21)
    assembly_id = it.draft()
    poll_id = it.poll(assembly_id)
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, members[:4])
    with pytest.raises(QuorumMissing) as caught:
        it.do("open_poll", poll_id=poll_id)
    assert {**caught.value.values} == {"counted": 4, "entitled": 21, "required": 5, "fraction": "1/5"}
    assert "article 17" in (caught.value.article or "")
    it.arrive(assembly_id, members[4:5])
    it.do("open_poll", poll_id=poll_id)
    it.arrive(assembly_id, members[5:9])
    quorum = it.do("get_quorum", poll_id=poll_id)
    assert (quorum["counted"], quorum["required"], quorum["reached"]) == (5, 5, True)


@pytest.mark.parametrize(
    ("kind", "votes_for", "against", "outcome"),
    [("ordinary", 4, 4, "rejected"), ("ordinary", 5, 4, "adopted"), ("ordinary", 3, 2, "adopted"),
     ("extraordinary", 6, 3, "adopted"), ("extraordinary", 5, 3, "rejected"), ("ordinary", 0, 0, "rejected")],
)  # fmt: skip
def test_the_majority_of_the_assembly_decides(
    hall: Callable[..., Hall], kind: str, votes_for: int, against: int, outcome: str
) -> None:
    """More than half of the votes expressed, or two thirds of them in an extraordinary assembly."""
    it = hall()
    assert voted(it, votes_for, against, kind=kind)["outcome"] == outcome


def test_the_result_comes_with_its_reasoning_and_never_before_the_count(hall: Callable[..., Hall]) -> None:
    """Asked for while open or uncounted it is refused; afterwards every step has its numbers and its article."""
    it = hall()
    members = it.admit(10)
    _, poll_id = it.sit(members)
    assert refused(it.do, "get_result", poll_id=poll_id) == "result_asked_too_early"
    assert refused(it.do, "tally_poll", poll_id=poll_id) == "result_asked_too_early"
    it.do("count_hands", poll_id=poll_id, body={"tellers": members[:2], "for": 4, "against": 2, "abstain": 1})
    assert refused(it.do, "proclaim_poll", poll_id=poll_id) == "not_tallied"
    it.do("close_poll", poll_id=poll_id)
    assert refused(it.do, "get_result", poll_id=poll_id) == "result_asked_too_early"
    it.do("tally_poll", poll_id=poll_id)
    result = it.do("get_result", poll_id=poll_id)
    assert [step["numbers"] for step in result["reasoning"]][0] == {"counted": 10, "entitled": 10, "required": 2}
    assert result["reasoning"][2]["numbers"] == {"base": 6, "required": 4, "for": 4}
    assert all("article 17" in step["article"] for step in result["reasoning"])


def test_an_adopted_proposal_is_told_once_and_its_effect_settled_once(hall: Callable[..., Hall]) -> None:
    """The effect is pending until its owner says what became of it; what is told again or by others changes nothing."""
    it = hall()
    proposal_id = it.propose()
    poll = voted(it, 9, 1, proposal_id=proposal_id)
    assert poll["effect"]["state"] == "pending"
    assert refused(it.do, "proclaim_poll", poll_id=poll["id"]) == "wrong_poll_state"
    [adopted] = [one["data"] for one in it.told("voting.resolution.adopted.v1")]
    assert (adopted["effect"], adopted["digest"], adopted["outcome"]) == (
        "allocate_surplus", f"digest of {proposal_id}", None,
    )  # fmt: skip
    stranger = {"resolution_id": adopted["resolution_id"], "effect": "allocate_surplus", "proposal_id": proposal_id,
                "state": "refused", "reason": None, "links": {}}  # fmt: skip
    assert it.hear("membership.effect.settled.v1", "resolutions/x", stranger) == "handled"
    assert it.do("get_poll", poll_id=poll["id"])["effect"]["state"] == "pending"
    reason = {"code": "ground_changed"}
    assert it.settle(adopted, "refused", reason=reason) == "handled"
    assert it.settle(adopted, "applied", links={"entries": ["ent_1"]}) == "handled"
    effect = it.do("get_poll", poll_id=poll["id"])["effect"]
    assert (effect["state"], effect["reason"], effect["links"]) == ("refused", reason, {})


def test_a_proposal_stands_before_the_members_once_at_a_time(hall: Callable[..., Hall]) -> None:
    """While one poll carries it, another is refused; once rejected it may be put again, once adopted never."""
    it = hall()
    proposal_id = it.propose()
    standing = it.poll(it.draft(), proposal_id=proposal_id)
    assert refused(it.poll, it.draft(), proposal_id=proposal_id) == "proposal_stands"
    it.do("annul_poll", poll_id=standing, body={"reason": "a misprint"})
    assert voted(it, 1, 9, proposal_id=proposal_id)["outcome"] == "rejected"
    assert it.told("voting.resolution.rejected.v1") and not it.told("voting.resolution.adopted.v1")
    assert voted(it, 9, 1, proposal_id=proposal_id)["outcome"] == "adopted"
    assert refused(it.poll, it.draft(), proposal_id=proposal_id) == "proposal_stands"


def test_two_polls_drafted_at_once_do_not_both_carry_a_proposal(hall: Callable[..., Hall]) -> None:
    """Two threads draft polls in two assemblies; one of them finds the proposal taken."""
    it = hall()
    proposal_id, assemblies = it.propose(), [it.draft(), it.draft()]
    start = threading.Barrier(2)

    def draft(assembly_id: str) -> str:
        start.wait()
        try:
            it.poll(assembly_id, proposal_id=proposal_id)
            return "drafted"
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(draft, assemblies)) == ["drafted", "proposal_stands"]


def test_an_annulled_poll_has_a_successor_and_its_ballots_are_never_counted(hall: Callable[..., Hall]) -> None:
    """The successor asks the same question with new credentials; the old ones open nothing."""
    it = hall()
    members = it.admit(8)
    _, poll_id = it.sit(members, method="approval", seats=1, candidates=[{"member_id": one} for one in members[:2]])
    credentials = it.credentials(poll_id)
    it.cast(poll_id, credentials[0], choices=members[:1])
    annulled = it.do("annul_poll", poll_id=poll_id, body={"reason": "a list was left lying about", "successor": True})
    assert annulled["state"] == "annulled"
    assert refused(it.cast, poll_id, credentials[1], choices=[]) == "poll_closed"
    assert refused(it.do, "close_poll", poll_id=poll_id) == "wrong_poll_state"
    successor = annulled["successor_id"]
    opened = it.do("open_poll", poll_id=successor)
    assert [one["member_id"] for one in opened["candidates"]] == members[:2]
    assert refused(it.cast, successor, credentials[1], choices=[]) == "unknown_credential"
    assert "lying" not in str(it.told("voting.poll.annulled.v1"))
    issuance = it.do("get_issuance", poll_id=successor)
    assert (issuance["issued"], issuance["cast"]) == (0, 0)


def test_a_result_stands_after_its_time(hall: Callable[..., Hall]) -> None:
    """Contested within its window, final after it; then a court alone annuls it."""
    it = hall()
    carried = voted(it, 9, 1, proposal_id=it.propose())["id"]
    body = {"reason": "second thoughts"}
    assert refused(it.do, "finalise_poll", poll_id=carried) == "contest_window"
    contested = voted(it, 9, 1)["id"]
    assert it.do("contest_poll", poll_id=contested, body=body)["state"] == "contested"
    it.clock.advance(days=16)
    assert refused(it.do, "contest_poll", poll_id=carried, body=body) == "contest_window"
    assert it.do("finalise_poll", poll_id=carried)["state"] == "final"
    assert refused(it.do, "annul_poll", poll_id=carried, body=body) == "final_needs_court"


def test_an_effect_told_twice_by_the_same_event_is_known(hall: Callable[..., Hall]) -> None:
    """The bus may deliver an event again; the second time it is known."""
    it = hall()
    data = {"proposal_id": "prp_x", "effect": "e", "digest": "d", "summary": "s", "assembly": "ordinary", "seats": None,
            "made_at": it.clock().isoformat()}  # fmt: skip
    event_id = str(uuid.uuid4())
    made = [it.hear("ledger.proposal.made.v1", "proposals/prp_x", data, event_id) for _ in range(2)]
    assert made == ["handled", "known"]
    assert [one["id"] for one in it.do("list_votable_proposals")["data"]] == ["prp_x"]


def test_a_federation_votes_one_cooperative_one_vote(hall: Callable[..., Hall]) -> None:
    """Members vote with one vote each, whatever their size; a partner is not on the roll."""
    it = hall("cg-scop")
    members, [partner] = it.admit(3), it.admit(1, voting=False)
    assembly_id, poll_id = it.sit(members, ballot="named")
    assert it.do("get_poll", poll_id=poll_id)["entitled"] == 3
    assert refused(it.arrive, assembly_id, [partner]) == "not_on_roll"
    votes = zip(members, ("for", "for", "against"), strict=True)
    ballots = [{"member_id": member, "choice": choice} for member, choice in votes]
    it.do("record_named_ballots", poll_id=poll_id, body={"ballots": ballots})
    assert it.proclaim(poll_id)["outcome"] == "adopted"
