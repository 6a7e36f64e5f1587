"""An election through both services: from expiring mandates to seated members, and to the runner-up who follows one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from services.commons.clock import FixedClock, legal_day
from services.membership.governance.actions.expiring import open_expiring
from tests.house import House
from tests.unit.membership.sheets import with_members

COUNCIL = {"slug": "council", "name": "Council", "seats": 3, "term_months": 36, "elected_by": "general_assembly",
           "renewal": "by_thirds", "vacancy": "runner_up", "months_before": 3}  # fmt: skip


def hold_election(it: House, clock: FixedClock, members: list[str], candidates: list[str],
                  ballots: list[list[str]]) -> dict[str, Any]:  # fmt: skip
    """Call, let candidates stand, vote in an assembly twenty days from now, and proclaim; return the election."""
    held_on = legal_day(clock()) + timedelta(days=20)
    body: dict[str, Any] = {"kind": "ordinary", "title": "Assembly", "held_on": held_on.isoformat()}
    assembly_id = it.voting.do("create_assembly", body=body)["id"]
    closes_at = (clock() + timedelta(days=10)).isoformat()
    body = {"body": "council", "assembly_id": assembly_id, "closes_at": closes_at}
    election_id = it.voting.do("call_election", body=body)["id"]
    it.voting.do("convene_assembly", assembly_id=assembly_id, body={})
    for member_id in candidates:
        it.voting.do("stand_for_election", election_id=election_id, body={"member_id": member_id})
    it.pump()
    clock.advance(days=10)
    poll_id = it.voting.do("poll_election", election_id=election_id)["poll_id"]
    clock.advance(days=10)
    it.voting.do("open_assembly", assembly_id=assembly_id, body={})
    present = [{"member_id": member_id, "kind": "arrive"} for member_id in members]
    it.voting.do("record_presences", assembly_id=assembly_id, body={"entries": present})
    it.voting.do("open_poll", poll_id=poll_id)
    issued = it.voting.do("issue_credentials", poll_id=poll_id, body={"all_present": True})["credentials"]
    for one, ballot in zip(issued, ballots, strict=False):
        it.voting.do("cast_ballot", poll_id=poll_id, body={"credential": one["credential"], "choices": ballot})
    for step in ("close_poll", "tally_poll", "proclaim_poll"):
        it.voting.do(step, poll_id=poll_id)
    it.pump()
    return dict(it.voting.do("get_election", election_id=election_id))


def seated(it: House, as_of: str) -> dict[str, tuple[int, str]]:
    """Return who sits on a day, with the third and the last day."""
    body = it.membership.do("get_body", slug="council", query={"as_of": as_of})
    return {one["member_id"]: (one["series"], one["ends_on"]) for one in body["mandates"]}


def test_from_the_call_to_seats_by_thirds_to_the_runner_up_to_the_next_election(
    house: Callable[..., House], clock: FixedClock
) -> None:
    """Three are seated for one, two and three years; one resigns and the next follows; the first third opens anew."""
    it = house("alpar", {"statutes.governance.bodies": [COUNCIL]})
    members = with_members(it, 9)
    it.pump()
    a, b, c, d = members[:4]
    it.membership.do("propose_election", slug="council", body={})
    it.pump()
    ballots = [[a, b, c]] * 3 + [[a, b, d]] * 2 + [[a, c]] * 1
    election = hold_election(it, clock, members, [d, c, b, a], ballots)
    assert (election["state"], election["round"], election["candidates"]) == ("polled", 1, 4)
    poll = it.voting.do("get_poll", poll_id=election["poll_id"])
    assert poll["effect"]["state"] == "applied", poll["effect"]
    assert seated(it, "2026-03-22") == {a: (3, "2029-03-21"), b: (2, "2028-03-21"), c: (1, "2027-03-21")}

    mandates = it.membership.do("get_body", slug="council", query={"as_of": "2026-03-22"})["mandates"]
    [resigning] = [one["id"] for one in mandates if one["member_id"] == b]
    body = {"reason": "resigned", "ended_on": "2026-06-30"}
    clock.advance(days=120)
    it.membership.do("end_mandate", mandate_id=resigning, body=body)
    it.pump()
    assert seated(it, "2026-07-01") == {a: (3, "2029-03-21"), d: (2, "2028-03-21"), c: (1, "2027-03-21")}
    [offer] = it.voting.do("list_runners_up", election_id=election["id"])["data"]
    assert (offer["member_id"], offer["state"], offer["mandate_id"]) == (d, "seated", resigning)

    clock.advance(days=170)
    for _ in range(2):
        open_expiring(it.membership.database, clock)
    it.pump()
    [waiting] = it.voting.do("list_elections", query={"state": "draft"})["data"]
    assert (waiting["seats"], waiting["starts_on"], waiting["because"]) == (1, "2027-03-22", "expiring")
    e = members[4]
    again = hold_election(it, clock, members, [e], [[e]] * 6)
    assert again["id"] == waiting["id"]
    assert seated(it, "2027-03-22") == {a: (3, "2029-03-21"), d: (2, "2028-03-21"), e: (1, "2030-03-21")}
    assert [one["id"] for one in it.voting.do("list_elections", query={"state": "draft"})["data"]] == []
