"""The attendance sheet: blank before the session, filled in after it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdf

from tests.unit.voting.hall import Hall
from tests.unit.voting.minutes.held import hold
from tests.unit.voting.notices.called import called, contact, known, pdf_text

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


def test_a_row_is_as_high_as_what_stands_in_it(hall: OpenHall) -> None:
    """A long name does not run into the next member's row: the words of each row come one row after the other."""
    alpar = hall()
    members = alpar.admit(6)
    assembly_id = called(alpar)
    for place, member in enumerate(members):
        words = ("Union", "de", "coopératives", "réunies", "pour", "toujours") * 2
        long = " ".join(f"{word}{place}" for word in words)
        contact(alpar, member, name=long)
    content = alpar.download("get_attendance_sheet", assembly_id=assembly_id)
    heights: dict[str, list[float]] = {}

    def seen(text: str, matrix: Any, *_: Any) -> None:
        for place in range(len(members)):
            if f"toujours{place}" in text or f"Union{place}" in text:
                heights.setdefault(str(place), []).append(matrix[5])

    pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text(visitor_text=seen)
    spans = sorted((min(found), max(found)) for found in heights.values())
    assert len(spans) == 6 and all(below[1] < above[0] for below, above in zip(spans, spans[1:], strict=False)), spans
