"""Who acts for an organisation: one person at a time, with days, ended with the membership."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.membership.office import Office

HEADER = "external_id,kind,first_name,last_name,name,category,joined_on"


def code_of(action: Callable[[], Any]) -> str:
    """Return the code with which an action is refused."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value.code


@pytest.fixture
def federation(office: Callable[..., Office]) -> tuple[Office, str, str, str]:
    """A federation with a member organisation, and two persons who are known there."""
    cg = office("cg-scop")
    sheet = f"{HEADER}\nc1,organisation,,,Fonderie,member,2019-01-01\n".encode()
    cg.membership.run_job("import_members", upload=sheet)
    organisation = cg.membership.do("list_members")["data"][0]["id"]
    people = [cg.membership.do("create_person", body={"first_name": name, "last_name": "B"})["id"] for name in "AB"]
    return cg, organisation, people[0], people[1]


def name(office: Office, member_id: str, person_id: str, **body: Any) -> dict[str, Any]:
    """Name a representative."""
    body = {"person_id": person_id, **body}
    named: dict[str, Any] = office.membership.do("name_representative", member_id=member_id, body=body)
    return named


def test_one_person_represents_for_good_and_another_at_one_assembly(
    federation: tuple[Office, str, str, str],
) -> None:
    """A second one for the same purpose is refused until the first one ends; the register shows who it is on a day."""
    cg, organisation, ada, bob = federation
    named = name(cg, organisation, ada, since="2026-01-01")
    refused = code_of(lambda: name(cg, organisation, bob))
    assert refused == "already_represented"
    name(cg, organisation, bob, assembly_id="asm_1")
    assert code_of(lambda: name(cg, organisation, ada, assembly_id="asm_1")) == "already_represented"
    cg.membership.do("end_representative", representative_id=named["id"], body={"until": "2026-02-28"})
    name(cg, organisation, bob, since="2026-03-01")
    seen = {
        day: cg.membership.do("get_member", member_id=organisation, query={"as_of": day})["representative_id"]
        for day in ("2025-12-31", "2026-02-28", "2026-03-01")
    }
    assert seen == {"2025-12-31": None, "2026-02-28": ada, "2026-03-01": bob}
    listed = cg.membership.do("list_representatives", member_id=organisation, query={"as_of": "2026-02-01"})["data"]
    assert [one["person_id"] for one in listed] == [ada]
    told = cg.membership.told("membership.representative.named.v1")
    assert [(one["data"]["person_id"], one["data"]["assembly_id"]) for one in told] == [
        (ada, None), (bob, "asm_1"), (bob, None),
    ]  # fmt: skip


def test_only_a_person_represents_only_an_organisation(
    federation: tuple[Office, str, str, str], office: Callable[..., Office]
) -> None:
    """An organisation does not represent, nobody unknown does, and a person is not represented this way."""
    cg, organisation, ada, _ = federation
    assert code_of(lambda: name(cg, organisation, organisation)) == "representative_not_a_person"
    assert code_of(lambda: name(cg, organisation, "per_unknown")) == "not_in_register"
    assert code_of(lambda: name(cg, ada, ada)) == "represents_nobody"
    backwards = {"since": "2026-02-01", "until": "2026-01-01"}
    assert code_of(lambda: name(cg, organisation, ada, **backwards)) == "representative_backwards"


def test_a_representation_ends_with_the_membership(federation: tuple[Office, str, str, str]) -> None:
    """What runs ends on the last day; what was to begin later never runs."""
    cg, organisation, ada, bob = federation
    now = name(cg, organisation, ada)
    later = name(cg, organisation, bob, assembly_id="asm_1", since="2030-01-01", until="2030-01-02")
    left = cg.membership.do("record_departure", member_id=organisation, body={"reason": "dissolution"})
    assert left["cleared"]["representatives"] == 2
    ends = {one["id"]: one["until"] for one in
            cg.membership.do("list_representatives", member_id=organisation)["data"]}  # fmt: skip
    assert ends == {now["id"]: left["left_on"], later["id"]: "2029-12-31"}
    ending = {"until": "2031-01-01"}
    again = lambda: cg.membership.do("end_representative", representative_id=now["id"], body=ending)  # noqa: E731 – one call
    assert code_of(again) == "representative_backwards"
