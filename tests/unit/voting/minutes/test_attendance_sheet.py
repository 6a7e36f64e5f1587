"""The attendance sheet: blank before the session, filled in after it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdf

from tests.unit.voting.hall import Hall
from tests.unit.voting.minutes.held import hold
from tests.unit.voting.notices.called import called, known, pdf_text

OpenHall = Callable[..., Hall]


def test_before_the_session_it_waits_for_signatures(hall: OpenHall) -> None:
    """Everybody is there by name in the order of names, over several pages, each with the heading."""
    alpar = hall()
    members = alpar.admit(28)
    known(alpar, members)
    assembly_id = called(alpar)
    alpar.do("give_proxy", assembly_id=assembly_id, body={"giver_id": members[0], "holder_id": members[1]})
    content = alpar.download("get_attendance_sheet", assembly_id=assembly_id)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    assert len(pages) >= 2 and all("Signature" in page for page in pages[:2])
    printed = pdf_text(content)
    assert printed.count("Ada Martin") == 7 and printed.index("David N'Guyen") < printed.index("Élise Moreau")
    assert "par Benoît Lefèvre" in printed and "arrivée" not in printed and "absent" not in printed


def test_after_the_session_it_says_who_came_and_how(hall: OpenHall, clock: Any) -> None:
    """In the room, remotely, represented by whom or absent; the hour of arrival, and the bureau to sign."""
    held = hold(hall(), clock)
    printed = pdf_text(held.hall.download("get_attendance_sheet", assembly_id=held.id))
    for word in (
        "En salle",
        "À distance",
        "par Karim Bonnet",
        "arrivée 18 h 50",
        "Président(e) de séance",
        "Ada Martin",
    ):
        assert word in printed.replace("\u00a0", " "), (word, printed)
    english = held.hall.download("get_attendance_sheet", assembly_id=held.id, query={"language": "en"})
    assert "Attendance sheet" in pdf_text(english)
