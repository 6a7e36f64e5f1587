"""Short ways to an election in a hall: what membership would tell, the call, the candidates, the vote."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from tests.unit.voting.hall import Hall

COMMITTEE = {"slug": "committee", "name": "Committee", "seats": 3, "term_months": 24, "elected_by": "general_assembly",
             "renewal": "whole", "vacancy": "runner_up"}  # fmt: skip
_numbers = itertools.count(1)


def open_seats(it: Hall, seats: int = 3, body: str = "committee", starts_on: str | None = None,
               because: str = "asked") -> str:  # fmt: skip
    """Let membership propose and open seats; return the id of the election that waits."""
    proposal_id = it.propose("seat_mandates", "membership", seats=seats)
    assert it.hear("membership.seats.opened.v1", f"bodies/{body}", {
        "body": body, "proposal_id": proposal_id, "seats": seats, "starts_on": starts_on, "because": because,
    }) == "handled"  # fmt: skip
    return f"elc_{proposal_id[4:]}"


def seat(it: Hall, member_id: str, body: str, started_on: str, ends_on: str, resolution_id: str = "res_before",
         replaces: str | None = None) -> str:  # fmt: skip
    """Let membership tell of a mandate; return its id."""
    mandate_id = f"mdt_{next(_numbers)}"
    assert it.hear("membership.mandate.seated.v1", f"bodies/{body}", {
        "mandate_id": mandate_id, "body": body, "member_id": member_id, "started_on": started_on, "ends_on": ends_on,
        "resolution_id": resolution_id, "replaces": replaces,
    }) == "handled"  # fmt: skip
    return mandate_id


def end(it: Hall, mandate_id: str, member_id: str, reason: str = "resigned", body: str = "committee") -> None:
    """Let membership tell that a mandate ended early."""
    assert it.hear("membership.mandate.ended.v1", f"bodies/{body}", {
        "mandate_id": mandate_id, "body": body, "member_id": member_id, "ended_on": it.today.isoformat(),
        "reason": reason,
    }) == "handled"  # fmt: skip


def call(it: Hall, assembly_id: str, days: int = 10, **more: Any) -> dict[str, Any]:
    """Call for candidates for so many days from now on."""
    closes_at = (it.clock() + timedelta(days=days)).isoformat()
    body = {"body": "committee", "assembly_id": assembly_id, "closes_at": closes_at, **more}
    return dict(it.do("call_election", body=body))


def stand(it: Hall, election_id: str, member_id: str, **more: Any) -> dict[str, Any]:
    """Let a member stand."""
    body = {"member_id": member_id, **more}
    return dict(it.do("stand_for_election", election_id=election_id, body=body))


def listed(it: Hall, election_id: str) -> list[dict[str, Any]]:
    """Return the candidacies."""
    return list(it.do("list_candidacies", election_id=election_id, query={"limit": "500"})["data"])


def called(it: Hall, members: list[str], seats: int = 3, **more: Any) -> tuple[str, str]:
    """Open seats, prepare an assembly in twenty days and let members stand; return the assembly and the election."""
    open_seats(it, seats)
    assembly_id = it.draft(days=20)
    election_id = str(call(it, assembly_id, **more)["id"])
    it.do("convene_assembly", assembly_id=assembly_id, body={})
    for member_id in members:
        stand(it, election_id, member_id)
    return assembly_id, election_id


def vote(it: Hall, assembly_id: str, poll_id: str, voters: list[str], ballots: list[list[str]]) -> dict[str, Any]:
    """Hold the assembly on its day if it does not sit yet, cast the ballots in secret and proclaim."""
    assembly = it.do("get_assembly", assembly_id=assembly_id)
    if assembly["state"] == "convened":
        it.clock.advance(days=(date.fromisoformat(assembly["held_on"]) - it.today).days)
        it.do("open_assembly", assembly_id=assembly_id, body={})
        it.arrive(assembly_id, voters)
    it.do("open_poll", poll_id=poll_id)
    for credential, ballot in zip(it.credentials(poll_id, voters[: len(ballots)]), ballots, strict=True):
        it.cast(poll_id, credential, choices=ballot)
    return it.proclaim(poll_id)
