"""A proclaimed result is annulled with what it put into effect; a final one by a court alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.voting.hall import Hall, refused

BODY = {"reason": "the bureau was not complete"}


def carried(it: Hall, proposal_id: str | None = None, against: int = 1) -> dict[str, Any]:
    """Hold an assembly of ten that votes by show of hands on a proposal; return the proclaimed poll."""
    members = it.admit(10)
    _, poll_id = it.sit(members, proposal_id=proposal_id, ballot="hands")
    it.do("count_hands", poll_id=poll_id, body={
        "tellers": members[:2], "for": 10 - against, "against": against, "abstain": 0,
    })  # fmt: skip
    return it.proclaim(poll_id)


def effect(it: Hall, poll: dict[str, Any]) -> str | None:
    """Return the state of a poll's effect."""
    shown = it.do("get_poll", poll_id=poll["id"])["effect"]
    return None if shown is None else str(shown["state"])


def withdraw(it: Hall, proposal_id: str, service: str = "ledger") -> None:
    """Let the owner tell that a proposal is withdrawn."""
    reason = {"code": "ground_changed", "detail": "The books are open again.", "article": "article 30"}
    data = {"proposal_id": proposal_id, "effect": "allocate_surplus", "reason": reason}
    assert it.hear(f"{service}.proposal.withdrawn.v1", f"proposals/{proposal_id}", data) == "handled"


@pytest.mark.parametrize("state", ["undone", "kept"])
def test_an_annulled_resolution_is_told_and_its_effect_undone_or_kept(hall: Callable[..., Hall], state: str) -> None:
    """The owner hears of it in the order of the resolution, and what it made of it is shown with its reason."""
    it = hall()
    poll = carried(it, it.propose())
    it.settle({**poll, "effect": "allocate_surplus"}, links={"entries": ["ent_1"]})
    assert it.do("annul_poll", poll_id=poll["id"], body=BODY)["effect"]["state"] == "applied"
    (told,) = it.told("voting.resolution.annulled.v1")
    assert told["subject"] == f"resolutions/{poll['resolution_id']}"
    data = told["data"]
    assert (data["annulled_on"], data["outcome"], data["effect"], data["code"]) == (
        "2026-03-02", "adopted", "allocate_surplus", "irregularity"
    )  # fmt: skip
    assert "bureau" not in str(it.told())
    reason = {"code": "cannot_be_undone", "detail": "It was paid."} if state == "kept" else None
    it.settle({**poll, "effect": "allocate_surplus"}, state, reason=reason)
    it.settle({**poll, "effect": "allocate_surplus"}, "applied")
    (line,) = it.do("list_effects", query={"state": state})["data"]
    assert (line["resolution_id"], line["poll_id"], line["reason"]) == (poll["resolution_id"], poll["id"], reason)
    assert it.do("list_effects", query={"state": "pending"})["data"] == []


def test_annulled_while_pending_the_effect_ends_undone(hall: Callable[..., Hall]) -> None:
    """The owner tells both in order; nothing is undone of a resolution that was not annulled."""
    it = hall()
    first, second = carried(it, it.propose()), carried(it, it.propose())
    it.settle({**second, "effect": "allocate_surplus"}, "undone")
    assert effect(it, second) == "pending"
    it.do("annul_poll", poll_id=first["id"], body=BODY)
    for state in ("applied", "undone", "applied"):
        it.settle({**first, "effect": "allocate_surplus"}, state)
    assert effect(it, first) == "undone"


def test_a_resolution_without_effect_is_annulled_all_the_same(hall: Callable[..., Hall]) -> None:
    """Its annulment is told; there is nothing to undo."""
    it = hall()
    poll = carried(it)
    it.do("annul_poll", poll_id=poll["id"], body=BODY)
    assert [one["data"]["effect"] for one in it.told("voting.resolution.annulled.v1")] == [None]
    assert effect(it, poll) is None
    assert refused(it.do, "annul_poll", poll_id=poll["id"], body=BODY) == "wrong_poll_state"


def test_a_poll_annulled_before_its_count_tells_of_no_resolution(hall: Callable[..., Hall]) -> None:
    """There was none."""
    it = hall()
    _, poll_id = it.sit(it.admit(5))
    it.do("annul_poll", poll_id=poll_id, body=BODY)
    assert it.told("voting.poll.annulled.v1") and not it.told("voting.resolution.annulled.v1")


def test_a_final_result_is_annulled_by_a_court_alone(hall: Callable[..., Hall]) -> None:
    """The decision of the court is named, and shown with the poll."""
    it = hall()
    poll = carried(it, it.propose())
    it.clock.advance(days=16)
    it.do("finalise_poll", poll_id=poll["id"])
    court = {**BODY, "code": "court_decision"}
    for body in (BODY, court):
        assert refused(it.do, "annul_poll", poll_id=poll["id"], body=body) == "final_needs_court"
    shown = it.do("annul_poll", poll_id=poll["id"], body={**court, "reference": "TJ Annecy 26/00123"})
    assert (shown["state"], shown["annulment_code"], shown["annulment_reference"]) == (
        "annulled", "court_decision", "TJ Annecy 26/00123"
    )  # fmt: skip
    assert it.told("voting.resolution.annulled.v1")[0]["data"]["code"] == "court_decision"


def test_a_proposal_is_not_voted_again_before_its_effect_is_undone(hall: Callable[..., Hall]) -> None:
    """The successor waits until the owner has undone what the annulled resolution put into effect."""
    it = hall()
    proposal_id = it.propose()
    poll = carried(it, proposal_id)
    it.settle({**poll, "effect": "allocate_surplus"})
    successor = it.do("annul_poll", poll_id=poll["id"], body={**BODY, "successor": True})["successor_id"]
    assert refused(it.do, "open_poll", poll_id=successor) == "effect_unsettled"
    it.settle({**poll, "effect": "allocate_surplus"}, "undone")
    assert it.do("open_poll", poll_id=successor)["proposal_id"] == proposal_id


def test_a_withdrawn_proposal_can_neither_be_drafted_nor_opened(hall: Callable[..., Hall]) -> None:
    """Its owner's reason and article are given; only the owner withdraws, and the list shows it."""
    it = hall()
    proposal_id, other = it.propose(), it.propose()
    members = it.admit(6)
    assembly_id = it.draft()
    poll_id = it.poll(assembly_id, proposal_id=proposal_id)
    withdraw(it, other, "membership")
    it.poll(assembly_id, proposal_id=other)
    withdraw(it, proposal_id)
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, members)
    assert refused(it.do, "open_poll", poll_id=poll_id) == "proposal_withdrawn"
    it.do("annul_poll", poll_id=poll_id, body=BODY)
    assert refused(it.poll, it.draft(), proposal_id=proposal_id) == "proposal_withdrawn"
    shown = {one["id"]: one["withdrawn"] for one in it.do("list_votable_proposals")["data"]}
    assert shown[proposal_id]["article"] == "article 30" and shown[other] is None


def test_a_rejection_takes_effect_where_the_owner_says_so(hall: Callable[..., Hall]) -> None:
    """An application that is rejected is refused by its owner; the poll shows it, and is secret as votes on persons."""
    it = hall()
    assert it.hear("membership.proposal.made.v1", "proposals/prp_admit", {
        "proposal_id": "prp_admit", "effect": "admit_member", "digest": "d", "summary": "s", "assembly": "ordinary",
        "seats": None, "about_person": True, "either_way": True, "made_at": it.clock().isoformat(),
    }) == "handled"  # fmt: skip
    members = it.admit(10)
    _, poll_id = it.sit(members, proposal_id="prp_admit")
    assert it.do("get_poll", poll_id=poll_id)["ballot"] == "secret"
    for credential in it.credentials(poll_id):
        it.cast(poll_id, credential, choice="against")
    poll = it.proclaim(poll_id)
    assert (poll["outcome"], poll["effect"]["state"]) == ("rejected", "pending")
    (told,) = it.told("voting.resolution.rejected.v1")
    assert told["data"]["digest"] == "d"
    assert refused(it.poll, it.draft(), proposal_id="prp_admit") == "effect_unsettled"
    data = {"resolution_id": poll["resolution_id"], "effect": "admit_member", "proposal_id": "prp_admit",
            "state": "applied", "reason": None, "links": {"application": "app_1"}}  # fmt: skip
    subject = f"resolutions/{poll['resolution_id']}"
    assert it.hear("membership.effect.settled.v1", subject, data) == "handled"
    assert effect(it, poll) == "applied"
