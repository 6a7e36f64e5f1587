"""An organisation takes part through the person whom the register names for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.commons.refusals import Refusal
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.minutes.attendance import attendance_paper
from services.voting.minutes.drafting import draft
from services.voting.minutes.paper import minutes_paper
from services.voting.minutes.people import members_in, people_of
from tests.house import House
from tests.unit.voting.hall import Hall

OpenHall = Callable[..., Hall]
ZOE, MAX = "per_zoe", "per_max"


def organisations(it: Hall, count: int) -> list[str]:
    """Let membership tell of organisations that are members; return their ids."""
    members = it.admit(count)
    for member in members:
        it.hear("membership.member.admitted.v1", f"members/{member}", {
            "member_id": member, "number": int(member[4:]), "kind": "organisation", "category": "member",
            "college": None, "admitted_on": "2020-01-01", "voting": True,
        })  # fmt: skip
    return members


def name(it: Hall, member_id: str, person_id: str, since: str = "2020-01-01", until: str | None = None,
         assembly_id: str | None = None) -> str:  # fmt: skip
    """Let membership tell who represents an organisation; return the representation."""
    representation = f"rep_{member_id}_{person_id}_{since}"
    assert it.hear("membership.representative.named.v1", f"members/{member_id}", {
        "representative_id": representation, "member_id": member_id, "person_id": person_id,
        "assembly_id": assembly_id, "since": since, "until": until,
    }) == "handled"  # fmt: skip
    return representation


def convened(it: Hall) -> str:
    """Call an assembly for today and open it."""
    assembly_id = it.draft()
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    return assembly_id


def come(it: Hall, assembly_id: str, *said: tuple[str, str | None], kind: str = "arrive") -> dict[str, Any]:
    """Record that members come, each with who is said to act."""
    entries = [{"member_id": member, "kind": kind, "represented_by": person} for member, person in said]
    return dict(it.do("record_presences", assembly_id=assembly_id, body={"entries": entries}))


def refusal(it: Hall, assembly_id: str, *said: tuple[str, str | None]) -> Refusal:
    """Return why members may not come so."""
    with pytest.raises(Refusal) as caught:
        come(it, assembly_id, *said)
    return caught.value


def journal(it: Hall, assembly_id: str) -> list[tuple[str, str, str | None]]:
    """Return the journal of presence."""
    lines = it.do("list_presences", assembly_id=assembly_id)["data"]
    return [(line["member_id"], line["kind"], line["represented_by"]) for line in lines]


def test_the_person_whom_the_register_names_acts(hall: OpenHall) -> None:
    """Said or not, it stands in the journal; who is named for this assembly goes before who is named for good."""
    it = hall("cg-scop")
    first, second = organisations(it, 2)
    assembly_id = convened(it)
    for member, person in ((first, ZOE), (second, "per_eve")):
        name(it, member, person)
    name(it, second, MAX, since="2026-03-01", assembly_id=assembly_id)
    name(it, first, MAX, since="2026-03-01", assembly_id="asm_another")
    assert come(it, assembly_id, (first, None), (second, MAX))["unnamed"] == []
    assert journal(it, assembly_id) == [(first, "arrive", ZOE), (second, "arrive", MAX)]
    assert come(it, assembly_id, (first, ZOE))["recorded"] == 0


def test_who_came_for_an_organisation_is_given_that_presence(hall: OpenHall) -> None:
    """A person who acts for it has a right to read where that is written."""
    it = hall("cg-scop")
    (member,) = organisations(it, 1)
    name(it, member, ZOE)
    come(it, convened(it), (member, None))
    held = json.loads(it.download("export_voting_access", member_id=ZOE))
    (presence,) = [one for one in held["held"] if one["table"] == "presence_journal"]
    assert [row["represented_by"] for row in presence["rows"]] == [ZOE]


def test_another_person_is_refused_and_told_why(hall: OpenHall) -> None:
    """Whose term has ended, whom nobody named, and whoever says to act for a person."""
    it = hall("cg-scop")
    (member,), (person,) = organisations(it, 1), it.admit(1)
    assembly_id = convened(it)
    ended = name(it, member, ZOE, until="2026-02-28")
    assert refusal(it, assembly_id, (member, ZOE)).detail.endswith("that ended on 2026-02-28.")
    name(it, member, MAX, since="2026-03-01")
    for said, why in ((ZOE, "that ended on 2026-02-28."), ("per_eve", f"{MAX} does.")):
        found = refusal(it, assembly_id, (member, said))
        assert (found.code, found.detail.endswith(why)) == ("not_representative", True), found.detail
    assert refusal(it, assembly_id, (person, ZOE)).code == "acts_in_person"
    it.hear("membership.representative.ended.v1", f"members/{member}", {
        "representative_id": ended, "member_id": member, "until": "2019-12-31",
    })  # fmt: skip
    assert refusal(it, assembly_id, (member, ZOE)).detail.endswith(f"{MAX} does.")
    assert journal(it, assembly_id) == []


def test_where_nobody_is_named_the_statutes_decide(hall: OpenHall) -> None:
    """Silent, they let the organisation in and it is flagged; else it is refused with their article."""
    strict = {"assemblies.representatives": {"maximum": 1, "named": True}}
    for overrides, told in (({}, None), (strict, "nobody_named")):
        it = hall("cg-scop", overrides)
        (member,) = organisations(it, 1)
        assembly_id = convened(it)
        if told is None:
            assert come(it, assembly_id, (member, None))["unnamed"] == [member]
            assert journal(it, assembly_id) == [(member, "arrive", None)]
        else:
            found = refusal(it, assembly_id, (member, None))
            assert (found.code, bool(found.problem()["article"])) == (told, True)


@pytest.mark.parametrize(("maximum", "many"), [(None, 1), (2, 2)])
def test_one_person_acts_for_as_many_as_the_statutes_allow(hall: OpenHall, maximum: int | None, many: int) -> None:
    """Without a word of theirs for one; who has left is not counted any more, and the whole batch is refused."""
    it = hall("cg-scop", {"assemblies.representatives": {"maximum": maximum, "named": False}} if maximum else {})
    members = organisations(it, 3)
    assembly_id = convened(it)
    for member in members:
        name(it, member, ZOE)
    found = refusal(it, assembly_id, *((member, None) for member in members))
    assert (found.code, found.values["held"], found.values["maximum"]) == ("represents_too_many", many, many)
    come(it, assembly_id, *((member, None) for member in members[:many]))
    assert refusal(it, assembly_id, (members[-1], None)).code == "represents_too_many"
    come(it, assembly_id, (members[0], None), kind="leave")
    assert come(it, assembly_id, (members[-1], None))["in_room"] == many


def test_another_person_may_take_over_and_the_papers_name_them(hall: OpenHall) -> None:
    """A second line in the journal, one member still; sheet and minutes say who acted, by name where it is known."""
    it = hall("cg-scop")
    first, second, third = organisations(it, 3)
    assembly_id = it.draft()
    it.convene(assembly_id)
    name(it, first, ZOE, until="2026-03-02")
    name(it, second, MAX)
    contact = {"name": "Zoé Martin", "email": None, "postal_address": None, "language": "fr", "way": None}
    it.do("tell_voter_contact", member_id=ZOE, body=contact)
    before = _sheet(it, assembly_id)
    assert "represented by {person}" in before and "Zoé Martin" in before
    it.do("open_assembly", assembly_id=assembly_id, body={})
    come(it, assembly_id, (first, None), (third, None))
    it.clock.instant += timedelta(days=1)
    name(it, first, MAX, since="2026-03-03")
    assert come(it, assembly_id, (first, MAX))["in_room"] == 2
    with it.acting() as unit:
        assembly = held_assembly(unit, assembly_id)
        content = draft(unit, assembly)
        acted = [(one["member_id"], one["person_id"]) for one in content["presence"]["representatives"]]
        assert acted == [(first, ZOE), (first, MAX)]
        assert content["presence"]["curve"][-1]["in_room"] == 2
        people = people_of(unit, members_in(content))
        assert "Zoé Martin" in repr(minutes_paper(content, "", [], people, fixed=False))
    assert f"In the room, represented by {{person}}', values={{'person': '{MAX}'" in _sheet(it, assembly_id)


def _sheet(it: Hall, assembly_id: str) -> str:
    with it.acting() as unit:
        return repr(attendance_paper(unit, held_assembly(unit, assembly_id)))


def test_the_register_tells_the_hall(house: Callable[..., House]) -> None:
    """Named, ended and merged in membership, it is known in voting: ids, no names."""
    home = house("cg-scop", {"statutes.membership.admits": ["organisation", "natural_person"]})
    sheet = (b"external_id,kind,name,first_name,last_name,category,joined_on\n"
             b"O1,organisation,Les Scop d'Or,,,member,2025-01-01\n")  # fmt: skip
    job = home.membership.run_job("import_members", upload=sheet)
    assert job["counts"] == {"created": 1}, home.membership.lines(job)
    people = b"external_id,first_name,last_name\nP1,Eve,Noel\n"
    job = home.membership.run_job("import_persons", upload=people)
    assert job["counts"] == {"created": 1}, home.membership.lines(job)
    (person,) = [line["subject"] for line in home.membership.lines(job)]
    organisation = home.membership.do("list_members")["data"][0]["id"]
    home.membership.do("name_representative", member_id=organisation, body={"person_id": person, "since": "2026-01-01"})
    home.pump()
    assembly_id = home.voting.do("create_assembly", body={
        "kind": "ordinary", "title": "A", "held_on": home.clock().date().isoformat(),
    })["id"]  # fmt: skip
    home.voting.do("convene_assembly", assembly_id=assembly_id, body={"convened_on": "2026-01-20"})
    home.voting.do("open_assembly", assembly_id=assembly_id, body={})
    home.voting.do("record_presences", assembly_id=assembly_id,
                   body={"entries": [{"member_id": organisation, "kind": "arrive"}]})  # fmt: skip
    (line,) = home.voting.do("list_presences", assembly_id=assembly_id)["data"]
    assert line["represented_by"] == person
