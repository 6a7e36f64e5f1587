"""Assemblies of sections: the same agenda, delegates elected, and the delegates as roll of the main assembly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.voting.hall import Hall, refused

RULES = {
    "assemblies.sections": {"by": "establishment", "delegates": {"one_per": 5, "at_least": 1}},
    "ballots.persons": "named",
    "assemblies.added_resolutions": {"fraction": "1/20", "from_days": 40, "until_days": 5},
}  # fmt: skip


def divide(it: Hall, main: str, days: int = 20, **members: list[str] | None) -> dict[str, dict[str, Any]]:
    """Make sections by name; return them by name."""
    held_on = (it.today + timedelta(days=days)).isoformat()
    sections = [{"name": name, "held_on": held_on, "member_ids": of} for name, of in members.items()]
    made = it.do("make_sections", assembly_id=main, body={"sections": sections})["sections"]
    return {one["name"]: one for one in made}


def hold_section(it: Hall, section: dict[str, Any], here: list[str], elected: list[str]) -> None:
    """Hold the assembly of a section: elect these delegates, by everybody there."""
    assembly_id, poll_id = section["assembly_id"], section["poll_id"]
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, here)
    candidates = [{"member_id": one} for one in here[:4]]
    it.do("add_candidates", poll_id=poll_id, body={"candidates": candidates})
    it.do("open_poll", poll_id=poll_id)
    ballots = [{"member_id": one, "choices": sorted(elected)} for one in here]
    it.do("record_named_ballots", poll_id=poll_id, body={"ballots": ballots})
    it.proclaim(poll_id)
    it.do("close_assembly", assembly_id=assembly_id)


def test_delegates_of_the_sections_make_up_the_main_assembly(hall: Callable[..., Hall]) -> None:
    """12 and 4 members send two and one; the three alone are the final roll, and nobody opens before all sections."""
    it = hall("alpar", RULES)
    members = it.admit(16)
    main = it.draft(days=25, agenda=[{"title": "Accounts"}])
    made = divide(it, main, Annecy=members[:12], Rumilly=members[12:])
    assert {name: (one["members"], one["delegates"]) for name, one in made.items()} == {
        "Annecy": (12, 2), "Rumilly": (4, 1),
    }  # fmt: skip
    listed = it.do("list_assemblies", query={"main_id": main})["data"]
    assert {(one["kind"], one["section"]) for one in listed} == {("section", "Annecy"), ("section", "Rumilly")}
    with pytest.raises(Refusal) as caught:
        it.do("convene_assembly", assembly_id=main, body={})
    assert (caught.value.code, caught.value.values["sections"]) == ("sections_unfinished", "Annecy, Rumilly")
    for one in made.values():
        it.do("convene_assembly", assembly_id=one["assembly_id"], body={})
        titles = [item["title"] for item in it.do("list_agenda", assembly_id=one["assembly_id"])["data"]]
        assert titles == ["Election of the delegates", "Accounts"]
        assert it.do("get_roll", assembly_id=one["assembly_id"])["size"] == one["members"]
    assert refused(it.do, "add_agenda_item", assembly_id=main, body={"title": "Late"}) == "agenda_settled"
    it.do("convene_assembly", assembly_id=main, body={})
    it.clock.advance(days=20)
    hold_section(it, made["Annecy"], members[:12], members[1:3])
    it.clock.advance(days=5)
    assert refused(it.do, "open_assembly", assembly_id=main, body={}) == "sections_unfinished"
    assert refused(it.do, "finalise_roll", assembly_id=main) == "sections_unfinished"
    hold_section(it, made["Rumilly"], members[12:], members[12:13])
    it.do("open_assembly", assembly_id=main, body={})
    entries = it.do("list_roll", assembly_id=main)["data"]
    assert {one["member_id"] for one in entries} == {*members[1:3], members[12]}
    shown = it.do("get_sections", assembly_id=main)["sections"]
    assert [one["elected_ids"] for one in shown] == [members[1:3], members[12:13]]
    assert refused(it.arrive, main, members[:1]) == "not_on_roll"


def test_every_voting_member_belongs_to_one_section(hall: Callable[..., Hall]) -> None:
    """One left out, one in two sections, a stranger, a name used twice: the refusal names them, with the article."""
    it = hall("alpar", RULES)
    members = it.admit(6)
    main = it.draft(days=30)
    for sections, named in (
        ({"A": members[:3], "B": members[3:5]}, members[5]),
        ({"A": members[:4], "B": members[3:]}, members[3]),
        ({"A": members[:3], "B": [*members[3:], "mbr_stranger"]}, "mbr_stranger"),
    ):
        with pytest.raises(Refusal) as caught:
            divide(it, main, **sections)
        assert (caught.value.code, caught.value.values["named"]) == ("sections_incomplete", named)
        assert "assemblies.sections" in (caught.value.article or "")
    assert refused(divide, it, main, 31, A=members[:3], B=members[3:]) == "section_after_main"
    divide(it, main, A=members[:3], B=members[3:])
    assert refused(divide, it, main, A=members[:3], B=members[3:]) == "sections_made"
    silent = hall()
    assert refused(divide, silent, silent.draft(days=30), A=None, B=None) == "statutes_silent"


def test_colleges_divide_the_members_by_themselves(hall: Callable[..., Hall]) -> None:
    """The college of the register says who votes where, and lists of members are refused."""
    colleges = [{"slug": slug, "name": slug} for slug in ("workers", "users")]
    rule = {"by": "college", "delegates": {"one_per": 5, "at_least": 1}}
    it = hall("alpar", {**RULES, "membership.colleges": colleges, "assemblies.sections": rule})
    for college in ("workers", "workers", "users"):
        it.admit(1, college=college)
    main = it.draft(days=30)
    made = divide(it, main, workers=None, users=None)
    assert {name: one["members"] for name, one in made.items()} == {"workers": 2, "users": 1}
    it.admit(1, college="users")
    it.do("convene_assembly", assembly_id=made["users"]["assembly_id"], body={})
    assert it.do("get_roll", assembly_id=made["users"]["assembly_id"])["size"] == 2


def test_a_section_without_quorum_is_called_again_and_then_sends_its_delegates(hall: Callable[..., Hall]) -> None:
    """The second call has the members and the election of the first; until it has sat, the main assembly waits."""
    it = hall("alpar", RULES)
    members = it.admit(20)
    main = it.draft(days=40, agenda=[{"title": "Accounts"}])
    made = divide(it, main, A=members[:10], B=members[10:])
    for one in made.values():
        it.do("convene_assembly", assembly_id=one["assembly_id"], body={})
    it.do("convene_assembly", assembly_id=main, body={})
    it.clock.advance(days=20)
    hold_section(it, made["A"], members[:10], members[:1])
    first = made["B"]["assembly_id"]
    it.do("open_assembly", assembly_id=first, body={})
    it.arrive(first, members[10:11])
    it.do("declare_inquorate", assembly_id=first, body={})
    held_on = (it.today + timedelta(days=12)).isoformat()
    again = it.do("second_call", assembly_id=first, body={"held_on": held_on})
    assert (again["kind"], again["section"], again["main_id"]) == ("section", "B", main)
    it.do("convene_assembly", assembly_id=again["id"], body={})
    it.clock.advance(days=12)
    it.clock.advance(days=8)
    assert refused(it.do, "open_assembly", assembly_id=main, body={}) == "sections_unfinished"
    shown = it.do("get_sections", assembly_id=main)["sections"]
    second = next(one for one in shown if one["assembly_id"] == again["id"])
    hold_section(it, second, members[10:15], members[10:11])
    it.do("open_assembly", assembly_id=main, body={})
    entries = it.do("list_roll", assembly_id=main)["data"]
    assert {one["member_id"] for one in entries} == {members[0], members[10]}


def test_what_members_add_to_the_agenda_comes_to_every_section(hall: Callable[..., Hall]) -> None:
    """An accepted request extends the agendas of sections that have not sat; once one has, it is too late."""
    it = hall("alpar", RULES)
    members = it.admit(12)
    main = it.draft(days=30, agenda=[{"title": "Accounts"}])
    made = divide(it, main, A=members[:6], B=members[6:])
    sections = [one["assembly_id"] for one in made.values()]
    for assembly_id in (*sections, main):
        it.do("convene_assembly", assembly_id=assembly_id, body={})
    body = {"title": "Sundays", "text": "Open.", "supporter_ids": members[:2]}
    assert refused(it.do, "request_resolution", assembly_id=sections[0], body=body) == "agenda_settled"
    one, two = (it.do("request_resolution", assembly_id=main, body=body)["id"] for _ in range(2))
    it.do("accept_added_resolution", assembly_id=main, added_resolution_id=one)
    for assembly_id in (*sections, main):
        assert it.do("list_agenda", assembly_id=assembly_id)["data"][-1]["title"] == "Sundays"
    it.clock.advance(days=20)
    it.do("open_assembly", assembly_id=sections[0], body={})
    late = {"assembly_id": main, "added_resolution_id": two}
    assert refused(it.do, "accept_added_resolution", **late) == "agenda_settled"


def test_when_no_section_elects_anybody_there_is_no_main_assembly(hall: Callable[..., Hall]) -> None:
    """All sections sat without electing: the roll would be empty, and must not fall back on all members."""
    it = hall("alpar", RULES)
    members = it.admit(4)
    main = it.draft(days=25)
    made = divide(it, main, A=members[:2], B=members[2:])
    for one in made.values():
        it.do("convene_assembly", assembly_id=one["assembly_id"], body={})
    it.do("convene_assembly", assembly_id=main, body={})
    it.clock.advance(days=25)
    for one in made.values():
        it.do("open_assembly", assembly_id=one["assembly_id"], body={})
        it.do("close_assembly", assembly_id=one["assembly_id"])
    assert refused(it.do, "open_assembly", assembly_id=main, body={}) == "no_delegates"
