"""What a notice says, on the day it goes out and for ever, and how calendars take it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.unit.voting.hall import Hall, refused
from tests.unit.voting.notices.called import called, deliveries, known, pdf_text

OpenHall = Callable[..., Hall]


def appointment(hall: Hall, assembly_id: str) -> Any:
    """Read the appointment out of the calendar."""
    return icalendar.Calendar.from_ical(hall.download("get_calendar", assembly_id=assembly_id)).events[0]


def test_the_notice_says_all_that_a_member_must_know(hall: OpenHall) -> None:
    """Agenda with fingerprints, day, quorum, majority and proxies, each with its article; the PDF in two languages."""
    alpar = hall()
    alpar.admit(3)
    digest = "ab" * 32
    document = {"name": "Comptes 2025.pdf", "media_type": "application/pdf", "digest": digest, "size": 12345,
                "link": "https://alpar.example/comptes.pdf"}  # fmt: skip
    assembly_id = called(alpar, agenda=[{"title": "Approbation des comptes", "documents": [document]}])
    told = json.loads(alpar.download("get_notice", assembly_id=assembly_id))
    assert told["agenda"][0]["documents"][0]["digest"] == digest
    assert told["parts"][0]["quorum"] == {"fraction": "1/5", "article": told["parts"][0]["quorum"]["article"]}
    assert "article 17" in told["parts"][0]["quorum"]["article"]
    assert told["notice"]["days"] == 15 and "article" in told["proxies"]["article"]
    words = {
        "fr": ["Convocation", "Assemblée générale ordinaire", "dimanche 22 mars 2026", "18 h 30", "Ordre du jour",
               "12 345", "Pouvoir", "Première convocation", digest],
        "en": ["Convening notice", "Ordinary general assembly", "22 March 2026", "18:30", "Agenda", "12,345",
               "Proxy form", "First call"],
    }  # fmt: skip
    for language, expected in words.items():
        query = {"format": "pdf", "language": language}
        page = pdf_text(alpar.download("get_notice", assembly_id=assembly_id, query=query))
        for word in expected:
            assert word.replace(" ", "") in page.replace(" ", ""), (word, page)


def test_a_draft_is_marked_and_a_notice_that_went_out_never_changes(hall: OpenHall) -> None:
    """Before convening the notice is a draft; then it is what was sent, even for an operator at the database."""
    alpar = hall()
    alpar.admit(2)
    assembly_id = alpar.draft(days=20)
    assert json.loads(alpar.download("get_notice", assembly_id=assembly_id))["issued_on"] is None
    assert "PROJET" in pdf_text(alpar.download("get_notice", assembly_id=assembly_id, query={"format": "pdf"}))
    alpar.do("convene_assembly", assembly_id=assembly_id, body={})
    assert json.loads(alpar.download("get_notice", assembly_id=assembly_id))["issued_on"] == alpar.today.isoformat()
    with pytest.raises(IntegrityError), alpar.database.transaction() as session:
        session.execute(text("UPDATE notices SET digest = ''"))


def test_everybody_invited_has_a_line_in_the_delivery_ledger(hall: OpenHall) -> None:
    """Who has an address is mailed, the others get paper: one copy for each member of the provisional roll."""
    alpar = hall()
    members = alpar.admit(4)
    known(alpar, members[:3])
    assembly_id = called(alpar)
    ways = {member: one["way"] for member, one in deliveries(alpar, assembly_id).items()}
    assert ways == {**dict.fromkeys(members[:3], "email"), members[3]: "paper"}
    (counted,) = alpar.do("list_notices", assembly_id=assembly_id)["data"]
    assert (counted["invited"], counted["by_state"], counted["by_way"]) == (4, {"queued": 4}, {"email": 3, "paper": 1})


def test_a_notice_recorded_afterwards_was_handed_over_as_declared(hall: OpenHall) -> None:
    """What went out on paper days ago is not mailed now."""
    alpar = hall()
    members = alpar.admit(2)
    known(alpar, members)
    assembly_id = alpar.draft()
    alpar.convene(assembly_id, days_ago=20)
    assert len(deliveries(alpar, assembly_id)) == 2
    for one in deliveries(alpar, assembly_id).values():  # from the beginning of 10 February in Paris
        assert (one["state"], one["reason"], one["settled_at"][:10]) == ("handed_over", "declared", "2026-02-09")


def test_an_addendum_says_what_was_added_and_calendars_follow(hall: OpenHall) -> None:
    """Nothing new is no addendum; a new item is sent to everybody again, under the next sequence and the same UID."""
    alpar = hall("alpar", {"assemblies.added_resolutions": {"fraction": "1/20", "from_days": 25, "until_days": 5}})
    members = alpar.admit(3)
    assembly_id = called(alpar)
    assert refused(alpar.do, "issue_addendum", assembly_id=assembly_id) == "notice_unchanged"
    first = appointment(alpar, assembly_id)
    with alpar.database.transaction() as session:
        added = "INSERT INTO agenda_items (id, assembly_id, position, title, part, version)"
        session.execute(text(f"{added} VALUES ('agi_added', :id, 3, 'Un ajout', 'ordinary', 2)"), {"id": assembly_id})
    issued = alpar.do("issue_addendum", assembly_id=assembly_id)
    assert (issued["kind"], issued["sequence"], issued["invited"]) == ("addendum", 2, len(members))
    page = pdf_text(alpar.download("get_notice", assembly_id=assembly_id, query={"format": "pdf"}))
    assert "Additif" in page and "Un ajout" in page
    second = appointment(alpar, assembly_id)
    assert first["UID"] == second["UID"] and (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    before = alpar.download("get_notice", assembly_id=assembly_id, query={"sequence": "1"})
    assert "Un ajout" not in before.decode()


def test_the_appointment_stands_in_the_zone_of_the_law(hall: OpenHall) -> None:
    """Half past six in Paris, summer time included, with the zone in the file; without an hour, the whole day."""
    alpar = hall()
    alpar.admit(1)
    assembly_id = called(alpar, days=60, starts_at="2026-05-01T16:30:00+00:00")
    calendar = icalendar.Calendar.from_ical(alpar.download("get_calendar", assembly_id=assembly_id))
    start = appointment(alpar, assembly_id)["DTSTART"]
    assert start.dt.isoformat() == "2026-05-01T18:30:00+02:00" and start.params["TZID"] == "Europe/Paris"
    assert calendar["METHOD"] == "PUBLISH" and [zone["TZID"] for zone in calendar.timezones] == ["Europe/Paris"]
    whole = called(alpar, starts_at=None)
    event = appointment(alpar, whole)
    assert event["DTSTART"].dt == alpar.today + timedelta(days=20)
