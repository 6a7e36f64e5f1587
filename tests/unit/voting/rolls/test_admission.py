"""A member admitted by one item of an assembly votes on the next, through both services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from services.commons.clock import FixedClock, legal_day
from tests.house import House
from tests.unit.membership.sheets import hand_on, paid_up, with_members


def test_who_is_admitted_by_an_item_is_on_the_roll_of_the_next_one(
    house: Callable[..., House], clock: FixedClock
) -> None:
    """Applied, paid, admitted by the assembly: the next poll counts the newcomer, without a change by hand."""
    it = house("alpine-aluminium")
    members = with_members(it, 5)
    applicant = {"kind": "natural_person", "first_name": "Given", "last_name": "Family", "category": "member"}
    newcomer = it.membership.do("submit_application", body=applicant)["member_id"]
    hand_on(it, paid_up(it, newcomer, "50.00", amount="50.00"))
    it.pump()
    [proposal] = it.voting.do("list_votable_proposals")["data"]
    body: dict[str, Any] = {"kind": "ordinary", "title": "Assembly",
                            "held_on": (legal_day(clock()) + timedelta(days=15)).isoformat()}  # fmt: skip
    assembly_id = it.voting.do("create_assembly", body=body)["id"]
    polls = []
    for asked in ({"proposal_id": proposal["id"]}, {}):
        body = {"assembly_id": assembly_id, "title": "An item", "ballot": "secret", **asked}
        polls.append(it.voting.do("create_poll", body=body)["id"])
    it.voting.do("convene_assembly", assembly_id=assembly_id, body={})
    clock.advance(days=15)
    it.voting.do("open_assembly", assembly_id=assembly_id, body={})
    _arrive(it, assembly_id, members)
    it.voting.do("open_poll", poll_id=polls[0])
    issued = it.voting.do("issue_credentials", poll_id=polls[0], body={"all_present": True})["credentials"]
    for one in issued:
        it.voting.do("cast_ballot", poll_id=polls[0], body={"credential": one["credential"], "choice": "for"})
    for step in ("close_poll", "tally_poll", "proclaim_poll"):
        it.voting.do(step, poll_id=polls[0])
    it.pump()
    assert it.voting.do("get_poll", poll_id=polls[0])["effect"]["state"] == "applied"
    _arrive(it, assembly_id, [newcomer])
    opened = it.voting.do("open_poll", poll_id=polls[1])
    assert (opened["entitled"], opened["quorum"]["counted"]) == (6, 6)
    [change] = it.voting.do("list_roll_changes", assembly_id=assembly_id)["data"]
    assert (change["member_id"], change["reason"]) == (newcomer, "admitted_by_resolution")


def _arrive(it: House, assembly_id: str, members: list[str]) -> None:
    entries = [{"member_id": member_id, "kind": "arrive"} for member_id in members]
    it.voting.do("record_presences", assembly_id=assembly_id, body={"entries": entries})
