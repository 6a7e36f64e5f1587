"""The agenda: documents by reference, fixed when it is sent, and added to by enough members in time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.commons.canonical import digest
from services.commons.refusals import Invalid, Refusal
from tests.unit.voting.hall import Hall, refused

ADDED = {"assemblies.added_resolutions": {"fraction": "1/20", "from_days": 15, "until_days": 5}}
BUDGET = {"name": "Budget", "media_type": "application/pdf", "digest": hashlib.sha256(b"budget").hexdigest(),
          "size": 6, "link": "https://files.example/budget.pdf"}  # fmt: skip


def agenda(it: Hall, assembly_id: str) -> list[dict[str, Any]]:
    """Read an agenda."""
    return list(it.do("list_agenda", assembly_id=assembly_id)["data"])


def test_documents_are_kept_by_reference_and_fixed_by_the_notice(hall: Callable[..., Hall]) -> None:
    """The notice's digest covers items and documents; afterwards neither can be added, and the digest is checkable."""
    it = hall()
    it.admit(3)
    assembly_id = it.draft(days=20, agenda=[{"title": "Budget", "text": "As attached.", "documents": [BUDGET]}])
    [item] = agenda(it, assembly_id)
    assert item["documents"] == [BUDGET]
    here = {"assembly_id": assembly_id, "agenda_item_id": item["id"]}
    plan = {**BUDGET, "name": "Plan"}
    added = it.do("add_documents", **here, body={"documents": [plan]})
    assert [one["name"] for one in added["documents"]] == ["Budget", "Plan"]
    it.do("convene_assembly", assembly_id=assembly_id, body={})
    [version] = it.do("list_agenda_versions", assembly_id=assembly_id)["data"]
    assert (version["version"], version["cause"]) == (1, "notice")
    assert version["digest"] == digest({"assembly_id": assembly_id, "items": [{
        "id": item["id"], "position": 1, "part": "ordinary", "title": "Budget", "text": "As attached.",
        "documents": [BUDGET, plan],
    }]})  # fmt: skip
    [told] = it.told("voting.assembly.convened.v1")
    assert told["data"]["agenda_digest"] == version["digest"]
    assert refused(it.do, "add_documents", **here, body={"documents": [BUDGET]}) == "agenda_settled"


@pytest.mark.parametrize("write", [
    "UPDATE agenda_items SET title = 'Another'",
    "DELETE FROM agenda_documents",
    "UPDATE agenda_versions SET digest = 'another'",
    "INSERT INTO agenda_items SELECT id || 'x', assembly_id, 9, title, text, part, version FROM agenda_items",
    "INSERT INTO agenda_documents SELECT agenda_item_id, 9, name, media_type, digest, size, link FROM agenda_documents",
])  # fmt: skip
def test_not_even_the_database_changes_what_was_sent(hall: Callable[..., Hall], write: str) -> None:
    """Rows of a sent agenda are neither changed nor taken away, and none is slipped in."""
    it = hall()
    it.admit(1)
    assembly_id = it.draft(days=20, agenda=[{"title": "Budget", "documents": [BUDGET]}])
    it.do("convene_assembly", assembly_id=assembly_id, body={})
    with pytest.raises(IntegrityError), it.database.transaction() as session:
        session.execute(text(write))


@pytest.mark.parametrize("wrong", [{"digest": "12"}, {"link": "javascript:alert(1)"}, {"media_type": "pdf"}])
def test_a_document_without_a_real_reference_is_not_taken(hall: Callable[..., Hall], wrong: dict[str, str]) -> None:
    """A digest that is no SHA-256, a link that leads nowhere safe and a media type that is none are refused."""
    it = hall()
    with pytest.raises(Invalid):
        it.draft(agenda=[{"title": "Budget", "documents": [{**BUDGET, **wrong}]}])


def called(it: Hall, days: int = 10, members: int = 41) -> tuple[str, list[str]]:
    """Call an assembly that sits in so many days; return it and its members."""
    admitted = it.admit(members)
    assembly_id = it.draft(days=days)
    it.convene(assembly_id)
    return assembly_id, admitted


def ask(it: Hall, assembly_id: str, supporters: list[str], **more: Any) -> dict[str, Any]:
    """Ask for a resolution to be added."""
    body = {"title": "Open on Sundays", "text": "The shop opens on Sundays.", "supporter_ids": supporters, **more}
    return dict(it.do("request_resolution", assembly_id=assembly_id, body=body))


def test_a_resolution_that_enough_members_sign_joins_the_agenda(hall: Callable[..., Hall]) -> None:
    """A twentieth of 41 is three: two signatures are refused with the numbers, the third puts it on the agenda."""
    it = hall("alpar", ADDED)
    assembly_id, members = called(it)
    asked = ask(it, assembly_id, members[:2], documents=[BUDGET])
    assert (asked["votes"], asked["entitled"], asked["required"]) == (2, 41, 3)
    here = {"assembly_id": assembly_id, "added_resolution_id": asked["id"]}
    with pytest.raises(Refusal) as caught:
        it.do("accept_added_resolution", **here)
    assert caught.value.code == "support_too_small"
    assert caught.value.values == {"votes": 2, "entitled": 41, "required": 3, "fraction": "1/20"}
    assert "added_resolutions" in (caught.value.article or "")
    signed = it.do("sign_added_resolution", **here, body={"supporter_ids": members[1:3]})
    assert (signed["votes"], signed["supporter_ids"]) == (3, members[:3])
    accepted = it.do("accept_added_resolution", **here)
    [item] = agenda(it, assembly_id)
    assert (item["id"], item["version"]) == (accepted["agenda_item_id"], 2)
    assert (item["supporter_ids"], item["documents"]) == (members[:3], [BUDGET])
    [told] = it.told("voting.agenda.extended.v1")
    versions = it.do("list_agenda_versions", assembly_id=assembly_id)["data"]
    assert [one["cause"] for one in versions] == ["notice", "addendum"]
    assert (told["data"]["version"], told["data"]["digest"]) == (2, versions[1]["digest"])
    assert not any(member in str(told) for member in members)
    it.poll(assembly_id, agenda_item_id=item["id"])
    [listed] = it.do("list_added_resolutions", assembly_id=assembly_id)["data"]
    assert (listed["state"], listed["supporter_ids"]) == ("accepted", members[:3])
    assert refused(it.do, "accept_added_resolution", **here) == "resolution_accepted"
    more = {"supporter_ids": members[5:6]}
    assert refused(it.do, "sign_added_resolution", **here, body=more) == "resolution_accepted"


@pytest.mark.parametrize(("days", "code"), [(16, "outside_request_window"), (15, None), (5, None),
                                            (4, "outside_request_window")])  # fmt: skip
def test_resolutions_are_added_within_the_days_of_the_statutes(
    hall: Callable[..., Hall], days: int, code: str | None
) -> None:
    """From the 15th to the 5th day before the assembly, both included."""
    it = hall("alpar", ADDED)
    assembly_id, members = called(it, days, 20)
    here = {"assembly_id": assembly_id, "added_resolution_id": ask(it, assembly_id, members[:1])["id"]}
    if code is None:
        assert it.do("accept_added_resolution", **here)["state"] == "accepted"
        return
    with pytest.raises(Refusal) as caught:
        it.do("accept_added_resolution", **here)
    window = it.do("get_calendar_days", assembly_id=assembly_id)
    assert caught.value.code == code
    assert (caught.value.values["opens_on"], caught.value.values["closes_on"]) == (
        window["added_from"], window["added_until"],
    )  # fmt: skip


def test_strangers_sign_nothing_and_an_agenda_not_sent_needs_no_request(hall: Callable[..., Hall]) -> None:
    """Only who is on the roll signs; before the notice, an item is simply added; silent statutes know no requests."""
    it = hall("alpar", ADDED)
    assembly_id, members = called(it)
    assert refused(ask, it, assembly_id, [members[0], "mbr_stranger"]) == "not_on_roll"
    assert refused(ask, it, assembly_id, members[:3], part="extraordinary") == "part_does_not_fit"
    assert refused(ask, it, it.draft(days=30), members[:3]) == "wrong_assembly_state"
    silent = hall()
    assembly_id, members = called(silent)
    assert refused(ask, silent, assembly_id, members[:3]) == "statutes_silent"
    days = silent.do("get_calendar_days", assembly_id=assembly_id)
    assert (days["added_from"], days["added_until"], days["added_article"]) == (None, None, None)


def test_the_lawful_days_are_shown_ahead(hall: Callable[..., Hall]) -> None:
    """For 1 April 2026: called by 17 March at the latest, resolutions added from 17 to 27 March."""
    it = hall("alpar", ADDED)
    days = it.do("get_calendar_days", assembly_id=it.draft(days=30, record_date="2026-03-30"))
    assert (days["held_on"], days["notice_days"], days["notice_by"]) == ("2026-04-01", 15, "2026-03-17")
    assert (days["added_from"], days["added_until"], days["added_fraction"]) == ("2026-03-17", "2026-03-27", "1/20")
    assert (days["record_date"], days["earliest_if_convened_today"]) == ("2026-03-30", "2026-03-17")
    assert "article 17" in days["notice_article"]


def test_a_second_call_has_the_agenda_of_the_first_and_nothing_more(hall: Callable[..., Hall]) -> None:
    """Its documents are carried over with its items; members cannot add to it."""
    it = hall("alpar", ADDED)
    members = it.admit(21)
    first = it.draft(agenda=[{"title": "Budget", "documents": [BUDGET]}])
    it.convene(first)
    it.do("open_assembly", assembly_id=first, body={})
    it.do("declare_inquorate", assembly_id=first, body={})
    second = it.do("second_call", assembly_id=first, body={"held_on": "2026-03-12"})["id"]
    assert agenda(it, second)[0]["documents"] == [BUDGET]
    it.do("convene_assembly", assembly_id=second, body={})
    assert refused(ask, it, second, members[:3]) == "second_call_agenda"
