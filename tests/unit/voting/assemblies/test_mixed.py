"""Mixed assemblies: each item of the agenda is decided by its own rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.voting.hall import Hall, refused

AGENDA = [{"title": "Accounts"}, {"title": "Statutes", "part": "extraordinary"}]


def items(it: Hall, assembly_id: str) -> list[str]:
    """Return the items of an agenda in their order."""
    return [one["id"] for one in it.do("list_agenda", assembly_id=assembly_id)["data"]]


def sitting(it: Hall, present: int) -> tuple[str, str, str, list[str]]:
    """Hold a mixed assembly of 40 members with a poll in each part; return them and who is there."""
    members = it.admit(40)
    assembly_id = it.draft("mixed", agenda=AGENDA)
    accounts, statutes = items(it, assembly_id)
    proposal = it.propose("amend_statutes", "membership", "extraordinary")
    ordinary = it.poll(assembly_id, agenda_item_id=accounts, proposal_id=it.propose())
    extraordinary = it.poll(assembly_id, agenda_item_id=statutes, proposal_id=proposal)
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, members[:present])
    return assembly_id, ordinary, extraordinary, members[:present]


def test_the_longer_notice_of_its_parts_holds(hall: Callable[..., Hall]) -> None:
    """With 15 days for the one part and 21 for the other, 20 days are too few; without that part they are enough."""
    it = hall("alpar", {"assemblies.extraordinary.notice_days": 21})
    it.admit(3)
    mixed = it.draft("mixed", days=20, agenda=AGENDA)
    with pytest.raises(Refusal) as caught:
        it.do("convene_assembly", assembly_id=mixed, body={})
    earliest = (it.today + timedelta(days=21)).isoformat()
    assert (caught.value.code, caught.value.values["earliest"]) == ("notice_too_short", earliest)
    assert "article 18" in (caught.value.article or "")
    assert it.do("get_calendar_days", assembly_id=mixed)["notice_days"] == 21
    plain = it.draft("mixed", days=20, agenda=AGENDA[:1])
    assert it.do("convene_assembly", assembly_id=plain, body={})["state"] == "convened"


def test_each_part_has_its_quorum_and_its_majority(hall: Callable[..., Hall]) -> None:
    """Nine of 40 are a fifth but no quarter: the accounts are voted by half, the statutes must wait for one more."""
    it = hall()
    assembly_id, ordinary, extraordinary, here = sitting(it, 9)
    opened = it.do("open_poll", poll_id=ordinary)
    assert (opened["quorum"]["required"], opened["terms"]["majority"]["fraction"]) == (8, "1/2")
    assert refused(it.do, "open_poll", poll_id=extraordinary) == "quorum_missing"
    more = it.admit(1, admitted_on="2019-01-01")
    assert refused(it.arrive, assembly_id, more) == "not_on_roll"
    assert it.do("get_quorum", poll_id=extraordinary)["required"] == 10


def test_an_item_takes_only_what_its_part_may_decide(hall: Callable[..., Hall]) -> None:
    """An amendment of the statutes fits neither under an ordinary item nor into an ordinary assembly."""
    it = hall()
    it.admit(3)
    assembly_id = it.draft("mixed", agenda=AGENDA)
    accounts, _ = items(it, assembly_id)
    asked = {"assembly_id": assembly_id, "title": "Statutes", "agenda_item_id": accounts,
             "proposal_id": it.propose("amend_statutes", "membership", "extraordinary")}  # fmt: skip
    assert refused(it.do, "create_poll", body=asked) == "wrong_assembly_kind"
    misplaced = {"title": "Statutes", "part": "extraordinary"}
    assert refused(it.do, "add_agenda_item", assembly_id=it.draft(), body=misplaced) == "part_does_not_fit"


def test_the_part_that_lacks_its_quorum_is_called_again_alone(hall: Callable[..., Hall]) -> None:
    """The accounts are adopted; the statutes go to an extraordinary second call with its own notice and quorum."""
    it = hall()
    assembly_id, ordinary, extraordinary, here = sitting(it, 9)
    assert refused(it.do, "declare_inquorate", assembly_id=assembly_id, body={}) == "quorum_present"
    still: dict[str, Any] = it.do("declare_inquorate", assembly_id=assembly_id, body={"part": "extraordinary"})
    assert still["state"] == "open"
    [finding] = it.do("list_quorum_findings", assembly_id=assembly_id)["data"]
    assert (finding["part"], finding["counted"], finding["required"], finding["fraction"]) == (
        "extraordinary", 9, 10, "1/4",
    )  # fmt: skip
    assert refused(it.do, "open_poll", poll_id=extraordinary) == "quorum_declared_missing"
    it.do("open_poll", poll_id=ordinary)
    it.do("count_hands", poll_id=ordinary, body={"tellers": here[:2], "for": 9, "against": 0})
    assert it.proclaim(ordinary)["outcome"] == "adopted"
    assert refused(it.do, "second_call", assembly_id=assembly_id, body={"held_on": "2026-03-12"}) == (
        "wrong_assembly_state"
    )
    it.do("close_assembly", assembly_id=assembly_id)
    second = it.do("second_call", assembly_id=assembly_id, body={"held_on": "2026-03-12"})
    assert (second["kind"], second["call"]) == ("extraordinary", 2)
    assert [one["title"] for one in it.do("list_agenda", assembly_id=second["id"])["data"]] == ["Statutes"]
    it.do("convene_assembly", assembly_id=second["id"], body={})
    it.clock.advance(days=10)
    it.do("open_assembly", assembly_id=second["id"], body={})
    it.arrive(second["id"], here[:8])
    successor = it.do("get_poll", poll_id=extraordinary)["successor_id"]
    opened = it.do("open_poll", poll_id=successor)
    assert (opened["quorum"]["fraction"], opened["quorum"]["required"]) == ("1/5", 8)
    assert opened["terms"]["majority"]["fraction"] == "2/3"


def test_without_a_missing_quorum_there_is_no_second_call(hall: Callable[..., Hall]) -> None:
    """A session that simply closed is not called again."""
    it = hall()
    it.admit(3)
    assembly_id = it.draft()
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.do("close_assembly", assembly_id=assembly_id)
    body = {"held_on": "2026-03-12"}
    assert refused(it.do, "second_call", assembly_id=assembly_id, body=body) == "quorum_not_missing"
