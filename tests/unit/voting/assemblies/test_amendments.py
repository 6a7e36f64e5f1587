"""Amendments from the floor: voted first, never overwriting, and only with an effect that was checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.voting.hall import Hall, refused

OLD, NEW = "The fee is 10 euros.", "The fee is 8 euros."


def sitting(it: Hall, **asked: Any) -> tuple[str, str, list[str]]:
    """Hold an assembly with one resolution that waits; return both and who is there."""
    here = it.admit(6)
    assembly_id = it.draft()
    poll_id = it.poll(assembly_id, question=OLD, **asked)
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, here[:5])
    return assembly_id, poll_id, here


def move(it: Hall, assembly_id: str, poll_id: str, by: str, text: str = NEW, **more: Any) -> dict[str, Any]:
    """Move an amendment."""
    body = {"poll_id": poll_id, "moved_by": by, "text": text, **more}
    return dict(it.do("move_amendment", assembly_id=assembly_id, body=body))


def vote(it: Hall, poll_id: str, tellers: list[str], votes_for: int) -> dict[str, Any]:
    """Vote by show of hands, five being there."""
    it.do("open_poll", poll_id=poll_id)
    it.do("count_hands", poll_id=poll_id, body={"tellers": tellers, "for": votes_for, "against": 5 - votes_for})
    return it.proclaim(poll_id)


def settle(it: Hall, assembly_id: str, amendment: dict[str, Any]) -> dict[str, Any]:
    """Draw the consequence of an amendment's vote."""
    return dict(it.do("settle_amendment", assembly_id=assembly_id, amendment_id=amendment["id"]))


def test_an_amendment_is_voted_first_and_its_text_takes_the_place(hall: Callable[..., Hall]) -> None:
    """The resolution waits; adopted, a successor on the same item carries the new text, and the old text is kept."""
    it = hall()
    assembly_id, poll_id, here = sitting(it)
    amendment = move(it, assembly_id, poll_id, here[0])
    assert (amendment["old_text"], amendment["new_text"], amendment["moved_by"]) == (OLD, NEW, here[0])
    with pytest.raises(Refusal) as caught:
        it.do("open_poll", poll_id=poll_id)
    assert (caught.value.code, caught.value.values["amendment_ids"]) == ("amendments_first", amendment["id"])
    assert refused(settle, it, assembly_id, amendment) == "polls_unfinished"
    asked = it.do("get_poll", poll_id=amendment["vote_poll_id"])
    assert (asked["question"], asked["method"], asked["ballot"]) == (NEW, "resolution", "hands")
    vote(it, amendment["vote_poll_id"], here[:2], 4)
    settled = settle(it, assembly_id, amendment)
    assert settled["state"] == "adopted"
    old, new = it.do("get_poll", poll_id=poll_id), it.do("get_poll", poll_id=settled["amended_poll_id"])
    assert (old["state"], old["question"], old["successor_id"]) == ("annulled", OLD, new["id"])
    assert (new["question"], new["predecessor_id"], new["agenda_item_id"]) == (NEW, poll_id, old["agenda_item_id"])
    assert vote(it, new["id"], here[:2], 5)["outcome"] == "adopted"
    assert refused(settle, it, assembly_id, amendment) == "amendment_settled"


def test_a_rejected_amendment_leaves_the_resolution_as_it_is(hall: Callable[..., Hall]) -> None:
    """Once that is settled the resolution opens, with the text that it had."""
    it = hall()
    assembly_id, poll_id, here = sitting(it)
    amendment = move(it, assembly_id, poll_id, here[0])
    vote(it, amendment["vote_poll_id"], here[:2], 2)
    assert settle(it, assembly_id, amendment)["state"] == "rejected"
    assert it.do("open_poll", poll_id=poll_id)["question"] == OLD


def test_amendments_of_one_text_are_voted_in_their_order_and_lapse_with_it(hall: Callable[..., Hall]) -> None:
    """The second waits for the first; when that is adopted, the text that the second would change is no more."""
    it = hall()
    assembly_id, poll_id, here = sitting(it)
    first, second = move(it, assembly_id, poll_id, here[0]), move(it, assembly_id, poll_id, here[1], "The fee is nil.")
    assert refused(it.do, "open_poll", poll_id=second["vote_poll_id"]) == "amendments_first"
    vote(it, first["vote_poll_id"], here[:2], 5)
    settle(it, assembly_id, first)
    states = {one["id"]: one["state"] for one in it.do("list_amendments", assembly_id=assembly_id)["data"]}
    assert states == {first["id"]: "adopted", second["id"]: "lapsed"}
    assert it.do("get_poll", poll_id=second["vote_poll_id"])["state"] == "annulled"


def test_an_amended_effect_needs_a_proposal_of_its_own(hall: Callable[..., Hall]) -> None:
    """Without one, with the old one or with one of another matter it is refused; the successor carries the new one."""
    it = hall()
    proposal = it.propose()
    assembly_id, poll_id, here = sitting(it, proposal_id=proposal)
    with pytest.raises(Refusal) as caught:
        move(it, assembly_id, poll_id, here[0])
    assert caught.value.code == "effect_needs_proposal"
    assert caught.value.values["effect"] == "allocate_surplus" and caught.value.article
    for named, code in (
        (proposal, "effect_needs_proposal"), ("prp_unknown", "proposal_unknown"),
        (it.propose("approve_accounts"), "amendment_out_of_place"),
        (it.propose(assembly="extraordinary"), "wrong_assembly_kind"),
    ):  # fmt: skip
        assert refused(move, it, assembly_id, poll_id, here[0], proposal_id=named) == code
    amended = it.propose()
    amendment = move(it, assembly_id, poll_id, here[0], proposal_id=amended)
    vote(it, amendment["vote_poll_id"], here[:2], 5)
    successor = it.do("get_poll", poll_id=settle(it, assembly_id, amendment)["amended_poll_id"])
    assert (successor["proposal_id"], successor["digest"]) == (amended, f"digest of {amended}")
    vote(it, successor["id"], here[:2], 5)
    [told] = [one for one in it.told("voting.resolution.adopted.v1") if one["data"]["effect"]]
    assert told["data"]["proposal_id"] == amended


def test_only_members_who_are_there_move_amendments_of_texts(hall: Callable[..., Hall]) -> None:
    """Who is absent moves none; an election, an amendment, the same text and another matter cannot be amended."""
    it = hall()
    assembly_id, poll_id, here = sitting(it)
    assert refused(move, it, assembly_id, poll_id, here[5]) == "not_present"
    assert refused(move, it, assembly_id, poll_id, "mbr_stranger") == "not_on_roll"
    assert refused(move, it, assembly_id, poll_id, here[0], OLD) == "amendment_out_of_place"
    assert refused(move, it, assembly_id, poll_id, here[0], proposal_id=it.propose()) == "amendment_out_of_place"
    amendment = move(it, assembly_id, poll_id, here[0])
    assert refused(move, it, assembly_id, amendment["vote_poll_id"], here[0], "X") == "amendment_out_of_place"
    item = it.do("get_poll", poll_id=poll_id)["agenda_item_id"]
    election = it.poll(assembly_id, method="approval", seats=1, agenda_item_id=item,
                       candidates=[{"member_id": here[0]}])  # fmt: skip
    assert refused(move, it, assembly_id, election, here[0]) == "amendment_out_of_place"
    settled_one = it.poll(assembly_id, agenda_item_id=item)
    vote(it, settled_one, here[:2], 5)
    assert refused(move, it, assembly_id, settled_one, here[0]) == "wrong_poll_state"


def test_a_session_leaves_no_amendment_open(hall: Callable[..., Hall]) -> None:
    """When it closes, an amendment whose vote never opened lapses, and its vote is annulled."""
    it = hall()
    assembly_id, poll_id, here = sitting(it)
    amendment = move(it, assembly_id, poll_id, here[0])
    it.do("close_assembly", assembly_id=assembly_id)
    [kept] = it.do("list_amendments", assembly_id=assembly_id)["data"]
    assert kept["state"] == "lapsed"
    assert it.do("get_poll", poll_id=amendment["vote_poll_id"])["state"] == "annulled"
