"""A member's request is granted or refused by the assembly, once, and opened again when the vote is annulled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members
from tests.unit.membership.votes import annul, decide, made, settled, withdrawn

ASKED = {"subject": "leave_of_absence", "text": "A year away, for my mother."}


def request(alpar: Office, decision: str | None = "grant") -> dict[str, Any]:
    """Submit a member's request, and propose it."""
    (member_id,) = with_members(alpar, 1)
    asked = alpar.membership.do("submit_member_request", member_id=member_id, body=ASKED)
    if decision is None:
        return dict(asked)
    return dict(alpar.membership.do("propose_member_request", request_id=asked["id"], body={"decision": decision}))


def state(alpar: Office, asked: dict[str, Any]) -> str:
    """Return where a request stands."""
    return str(alpar.membership.do("get_member_request", request_id=asked["id"])["state"])


@pytest.mark.parametrize(
    ("decision", "outcome", "state_after"),
    [("grant", "adopted", "granted"), ("grant", "rejected", "refused"), ("refuse", "adopted", "refused"),
     ("refuse", "rejected", "proposed")],
)  # fmt: skip
def test_the_vote_settles_the_request(
    office: Callable[..., Office], decision: str, outcome: str, state_after: str
) -> None:
    """A grant is settled either way; a refusal only when it is adopted. Told twice, it is settled once."""
    alpar = office("alpar")
    asked = request(alpar, decision)
    assert made(alpar, asked["proposal_id"])["either_way"] == (decision == "grant")
    for _ in range(2):
        decide(alpar, asked["proposal_id"], outcome)
    assert state(alpar, asked) == state_after
    told = alpar.membership.told("membership.member_request.decided.v1")
    assert [one["data"]["state"] for one in told] == ([state_after] if state_after != "proposed" else [])
    assert "mother" not in str(alpar.membership.told())
    (listed,) = alpar.membership.do("list_member_requests", query={"state": state_after})["data"]
    assert listed["resolution_id"] == (None if state_after == "proposed" else "res_1")


def test_an_annulled_vote_opens_the_request_again(office: Callable[..., Office]) -> None:
    """Its proposal stands again and may be voted anew, or give way to the opposite; nothing is stuck."""
    alpar = office("alpar")
    asked = request(alpar)
    decide(alpar, asked["proposal_id"])
    annul(alpar, asked["proposal_id"])
    assert (settled(alpar)["state"], state(alpar, asked)) == ("undone", "proposed")
    decide(alpar, asked["proposal_id"], "rejected", resolution_id="res_2")
    assert state(alpar, asked) == "refused"
    annul(alpar, asked["proposal_id"], "rejected", resolution_id="res_2")
    again = alpar.membership.do("propose_member_request", request_id=asked["id"], body={"decision": "refuse"})
    decide(alpar, again["proposal_id"], resolution_id="res_3")
    assert state(alpar, asked) == "refused"


def test_the_opposite_takes_the_place_of_a_proposal(office: Callable[..., Office]) -> None:
    """The same cannot be proposed twice; a withdrawn request can be neither proposed nor voted."""
    alpar = office("alpar")
    asked = request(alpar, "grant")
    with pytest.raises(Refusal, match="proposed to the assembly already"):
        alpar.membership.do("propose_member_request", request_id=asked["id"], body={})
    opposite = alpar.membership.do("propose_member_request", request_id=asked["id"], body={"decision": "refuse"})
    assert withdrawn(alpar) == {asked["proposal_id"]: "proposal_taken_back"}
    alpar.membership.do("withdraw_member_request", request_id=asked["id"])
    assert withdrawn(alpar)[opposite["proposal_id"]] == "ground_changed"
    with pytest.raises(Refusal, match="is withdrawn already"):
        alpar.membership.do("propose_member_request", request_id=asked["id"], body={})
