"""A vote that changes something: proposed by membership, voted here, put into effect there, known everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.voting.assemblies.contract.refusals import NoticeTooShort
from tests.house import House

SHEET = "external_id,kind,first_name,last_name,category,joined_on\n"


def with_members(house: House, count: int) -> list[str]:
    """Import members who joined long ago, and let every service know."""
    rows = "".join(f"m{at},natural_person,Given{at},Family{at},member,2020-03-01\n" for at in range(count))
    job = house.membership.run_job("import_members", upload=(SHEET + rows).encode())
    assert job["counts"] == {"created": count}, job
    house.pump()
    return [line["subject"] for line in house.membership.lines(job)]


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
