"""A vote that changes something: proposed by its owner, voted here, put into effect there, known everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from services.ledger.proof.check import check
from services.voting.assemblies.contract.refusals import NoticeTooShort
from tests.house import House
from tests.unit.voting.effects import CASES, OPEN_BALLOT, Case, with_members


def vote(
    house: House, members: list[str], asked: dict[str, Any], kind: str, ballots: Callable[[int], dict[str, Any]]
) -> str:
    """Hold an assembly in which every member votes in secret; return the poll, proclaimed and its effect settled."""
    desk, today = house.voting, "2026-03-02"
    assembly = desk.do("create_assembly", body={"kind": kind, "title": "Assembly", "held_on": today})["id"]
    body = {"assembly_id": assembly, "title": "A question", "ballot": "secret", **asked}
    poll_id = str(desk.do("create_poll", body=body)["id"])
    desk.do("convene_assembly", assembly_id=assembly, body={"convened_on": "2026-02-01"})
    desk.do("open_assembly", assembly_id=assembly, body={})
    entries = [{"member_id": member, "kind": "arrive"} for member in members]
    desk.do("record_presences", assembly_id=assembly, body={"entries": entries})
    desk.do("open_poll", poll_id=poll_id)
    issued = desk.do("issue_credentials", poll_id=poll_id, body={"all_present": True})["credentials"]
    for at, one in enumerate(issued):
        desk.do("cast_ballot", poll_id=poll_id, body={"credential": one["credential"], **ballots(at)})
    for step in ("close_poll", "tally_poll", "proclaim_poll"):
        desk.do(step, poll_id=poll_id)
    house.pump()
    return poll_id


def test_an_election_by_the_assembly_seats_the_committee(house: Callable[..., House]) -> None:
    """Twelve of fifteen candidates are elected by approval; membership seats exactly them, linked to the resolution."""
    alpar = house("alpar")
    members = with_members(alpar, 40)
    proposal = alpar.membership.do("propose_election", slug="committee", body={})
    alpar.pump()
    asked = {"method": "approval", "proposal_id": proposal["proposal_id"],
             "candidates": [{"member_id": one} for one in members[:15]]}  # fmt: skip
    poll_id = vote(alpar, members, asked, "ordinary", lambda at: {"choices": members[at % 4 : at % 4 + 12]})
    poll = alpar.voting.do("get_poll", poll_id=poll_id)
    assert poll["effect"]["state"] == "applied", poll["effect"]
    elected = alpar.voting.do("get_result", poll_id=poll_id)["elected"]
    assert len(elected) == 12
    mandates = alpar.membership.do("get_body", slug="committee")["mandates"]
    assert sorted(one["member_id"] for one in mandates) == sorted(elected)
    assert sorted(one["id"] for one in mandates) == sorted(poll["effect"]["links"]["mandates"])


def test_an_amendment_of_the_statutes_changes_the_rules_that_voting_applies(house: Callable[..., House]) -> None:
    """Adopted by two thirds of an extraordinary assembly, a longer notice binds the next assembly."""
    alpar = house("alpar")
    members = with_members(alpar, 12)
    drafted = alpar.membership.do("draft_amendment", body={
        "layer": "statutes", "changes": {"assemblies.ordinary.notice_days": 30},
    })  # fmt: skip
    alpar.pump()
    asked = {"proposal_id": drafted["proposal_id"]}
    poll_id = vote(alpar, members, asked, "extraordinary", lambda at: {"choice": "for" if at < 8 else "against"})
    poll = alpar.voting.do("get_poll", poll_id=poll_id)
    assert (poll["outcome"], poll["effect"]["state"]) == ("adopted", "applied"), poll["effect"]
    assembly = alpar.voting.do("create_assembly", body={"kind": "ordinary", "title": "Next", "held_on": "2026-03-20"})
    with pytest.raises(NoticeTooShort, match="30 days"):
        alpar.voting.do("convene_assembly", assembly_id=assembly["id"], body={})


def resolved(house: House, case: Case, members: list[str], proposal_id: str) -> dict[str, Any]:
    """Let an assembly decide on a proposal by a show of hands and proclaim it; nothing is handed on yet."""
    desk = house.voting
    assembly = desk.do("create_assembly", body={"kind": case.assembly, "title": "Assembly", "held_on": "2026-03-02"})
    body = {"assembly_id": assembly["id"], "title": "A question", "ballot": "hands", "proposal_id": proposal_id}
    poll_id = desk.do("create_poll", body=body)["id"]
    desk.do("convene_assembly", assembly_id=assembly["id"], body={"convened_on": "2026-02-01"})
    desk.do("open_assembly", assembly_id=assembly["id"], body={})
    entries = [{"member_id": member, "kind": "arrive"} for member in members]
    desk.do("record_presences", assembly_id=assembly["id"], body={"entries": entries})
    desk.do("open_poll", poll_id=poll_id)
    votes = (len(members), 0) if case.outcome == "adopted" else (0, len(members))
    counted = {"tellers": members[:2], "for": votes[0], "against": votes[1]}
    desk.do("count_hands", poll_id=poll_id, body=counted)
    for step in ("close_poll", "tally_poll"):
        desk.do(step, poll_id=poll_id)
    return dict(desk.do("proclaim_poll", poll_id=poll_id))


@pytest.mark.parametrize("case", [one for one in CASES if not one.elects], ids=str)
def test_each_effect_is_applied_linked_both_ways_and_undone(house: Callable[..., House], case: Case) -> None:
    """Pending until the owner has settled it, then linked from the poll and at the owner; annulled, it is undone."""
    coop = house(case.coop, overrides=case.overrides)
    members = with_members(coop, 5)
    proposal_id = case.propose(coop, members)
    coop.pump()
    poll = resolved(coop, case, members, proposal_id)
    assert (poll["outcome"], poll["effect"]["state"]) == (case.outcome, "pending")
    (line,) = coop.voting.do("list_effects", query={"state": "pending"})["data"]
    assert (line["poll_id"], line["service"], line["effect"]) == (poll["id"], case.service, case.effect)
    coop.pump()
    effect = coop.voting.do("get_poll", poll_id=poll["id"])["effect"]
    assert effect["state"] == "applied" and effect["links"], effect
    owner = coop.membership if case.service == "membership" else coop.ledger
    query = {"effect": case.effect, "state": "applied"}
    (kept,) = owner.do(f"list_{case.service}_proposals", query=query)["data"]
    (row,) = kept["effects"]
    assert (kept["id"], row["resolution_id"], row["links"], row["outcome"]) == (
        proposal_id, poll["resolution_id"], effect["links"], case.outcome
    )  # fmt: skip
    body = {"reason": "irregular", "code": "irregularity"}
    coop.voting.do("annul_poll", poll_id=poll["id"], body=body)
    coop.pump()
    (undone,) = coop.voting.do("list_effects", query={"state": "undone"})["data"]
    assert undone["links"]["undone"] and undone["resolution_id"] == poll["resolution_id"]
    if case.service == "ledger":
        assert check(coop.ledger.database).holds


def test_an_annulled_election_ends_the_mandates_as_of_its_annulment(house: Callable[..., House]) -> None:
    """What was done until then stands; the seats are vacant and may be filled by another election."""
    alpar = house("alpar", overrides=OPEN_BALLOT)
    members = with_members(alpar, 14)
    proposal = alpar.membership.do("propose_election", slug="committee", body={})
    alpar.pump()
    asked = {"method": "approval", "proposal_id": proposal["proposal_id"],
             "candidates": [{"member_id": one} for one in members[:12]]}  # fmt: skip
    asked["ballot"] = "secret"
    poll_id = vote(alpar, members, asked, "ordinary", lambda at: {"choices": members[:12]})
    assert alpar.membership.do("get_body", slug="committee")["vacant"] == 0
    alpar.clock.advance(days=5)
    alpar.voting.do("annul_poll", poll_id=poll_id, body={"reason": "a candidate was left out"})
    alpar.pump()
    effect = alpar.voting.do("get_poll", poll_id=poll_id)["effect"]
    assert effect["state"] == "undone" and len(effect["links"]["undone"]["ended"]) == 12
    assert alpar.membership.do("get_body", slug="committee")["vacant"] == 12
    before = alpar.membership.do("get_body", slug="committee", query={"as_of": "2026-03-06"})
    assert before["held"] == 12


def test_a_proposal_withdrawn_by_its_owner_is_refused_in_the_hall(house: Callable[..., House]) -> None:
    """Accounts that are opened again cannot be voted on; the members read why."""
    alpine = house("alpine-aluminium")
    members = with_members(alpine, 5)
    case = next(one for one in CASES if one.effect == "approve_accounts")
    proposal_id = case.propose(alpine, members)
    alpine.ledger.do("withdraw_accounts", year="2025", body={"reason": "an invoice was forgotten"})
    alpine.pump()
    with pytest.raises(Refusal, match="changed since") as refused:
        resolved(alpine, case, members, proposal_id)
    assert refused.value.code == "proposal_withdrawn"


def test_an_exclusion_reaches_roll_and_shares_and_its_annulment_gives_both_back(house: Callable[..., House]) -> None:
    """The member concerned votes on it; then the shares are to be repaid and no later assembly calls the member."""
    alpine = house("alpine-aluminium", overrides=OPEN_BALLOT)
    members = with_members(alpine, 5)
    for member in members:
        made = alpine.ledger.do("subscribe_shares", member_id=member, body={"count": 2})
        alpine.ledger.do("pay_shares", subscription_id=made["id"], body={"amount": made["amount"]})
    case = next(one for one in CASES if one.effect == "exclude_member")
    proposal_id = case.propose(alpine, members)
    alpine.pump()
    poll = resolved(alpine, case, members, proposal_id)
    assert poll["entitled"] == 5
    alpine.pump()
    alpine.clock.advance(days=1)
    (owed,) = alpine.ledger.do("list_share_redemptions", query={"member_id": members[-1]})["data"]
    assert (owed["reason"], owed["state"], owed["left_on"]) == ("exclusion", "cancelled", "2026-03-02")
    assert _called(alpine) == 4
    alpine.voting.do("annul_poll", poll_id=poll["id"], body={"reason": "the invitation went to an old address"})
    alpine.pump()
    held = alpine.ledger.do("get_member_shares", member_id=members[-1])
    assert (held["shares"], _called(alpine)) == (2, 5)
    assert alpine.membership.do("get_member", member_id=members[-1])["state"] == "active"
    assert check(alpine.ledger.database).holds


def _called(coop: House) -> int:
    """Return how many members an assembly called today would have on its roll."""
    body = {"kind": "ordinary", "title": "Next", "held_on": "2026-04-30"}
    assembly_id = coop.voting.do("create_assembly", body=body)["id"]
    coop.voting.do("convene_assembly", assembly_id=assembly_id, body={})
    return int(coop.voting.do("get_roll", assembly_id=assembly_id)["size"])
