"""Papers say their blocks in order; data in them stays data; moments and counts can be drawn."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from xml.etree import ElementTree

import pypdf
import pytest

from services.commons.documents import Bars, Column, Curve, Table, said
from services.commons.documents.charts import drawn
from services.commons.documents.paper import (
    Blank,
    Facts,
    Grid,
    Heading,
    NewPage,
    Paper,
    Prose,
    Signatures,
    Steps,
    Verdict,
)
from services.commons.documents.sheet import LongDay
from services.commons.documents.wording import worded
from services.commons.documents.written import rendered

MADE = datetime(2026, 3, 1, tzinfo=UTC)
HOSTILE = '#[evil] *bold* $x$ \\ <b> & "quoted"'


def paper() -> Paper:
    """Return a paper with a block of each kind."""
    moments = [datetime(2026, 3, 2, 18, minute, tzinfo=UTC) for minute in (0, 20, 40)]
    return Paper(said("Total"), "Alpar", [
        Heading("First"), Prose(HOSTILE, "quote"), Facts([("Day", LongDay(date(2026, 3, 14)))]),
        Grid(Table([Column("Name"), Column("Digest", "code")], [["Ada", "ab" * 32]])),
        Steps([("One step.", "article 1")]), Verdict("Done.", "adopted"), Heading("Second", 2),
        Bars("Votes by hand", ["Ada", "Benoît"], [3, 2]), Curve("Presence", moments, [4, 9, 6]), NewPage(),
        Blank("Name"), Signatures([("Chair", "Ada", "Signed"), ("Teller", "Benoît", None)]),
    ], subtitle="Of a day", mark="DRAFT")  # fmt: skip


def test_a_paper_is_set_in_order_and_data_stays_data() -> None:
    """Every text is there as it was told, in order; the PDF is tagged, archivable, and the same to the byte."""
    content = rendered(paper(), "pdf", "fr", MADE)
    pages = [re.sub(r"\s+", " ", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    assert len(pages) == 2
    places = [
        pages[0].index(word) for word in ("First", HOSTILE, "samedi 14 mars 2026", "One step.", "Done.", "Second")
    ]
    assert places == sorted(places)
    assert "Chair Ada Signed" in pages[1] and "DRAFT" in pages[1]
    assert b"pdfaid:part" in content and rendered(paper(), "pdf", "fr", MADE) == content


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (datetime(2026, 3, 2, 17, 5, tzinfo=UTC), "2 mars 2026, 18 h 05", "2 Mar 2026, 18:05"),
        (time(9, 30), "09 h 30", "09:30"), (Decimal("1234.50000"), "1 234,5", "1,234.5"),
        (LongDay(date(2026, 3, 14)), "samedi 14 mars 2026", "Saturday, 14 March 2026"),
    ],
)  # fmt: skip
def test_moments_and_exact_decimals_are_written_as_the_language_does(value: object, french: str, english: str) -> None:
    """A moment is told in the legal zone."""
    told = [re.sub(r"\s", " ", worded(value, language)) for language in ("fr", "en")]  # type: ignore[arg-type]
    assert told == [french, english]


def test_counts_are_drawn_as_counts() -> None:
    """The axis says whole numbers, and a curve within one evening has its width."""
    bars = drawn(Bars("Votes", ["a", "b"], [3, 2]), "en")
    labels = [one.text for one in ElementTree.fromstring(bars).iter("{http://www.w3.org/2000/svg}text")]
    assert labels[:4] == ["0", "1", "2", "3"]
    moments = [datetime(2026, 3, 2, 18, minute, tzinfo=UTC) for minute in (0, 30)]
    path = ElementTree.fromstring(drawn(Curve("Votes", moments, [1, 2]), "en")).findall(
        "{http://www.w3.org/2000/svg}path"
    )[-1]
    assert "H668" in path.attrib["d"]


def test_what_no_font_has_is_shown_as_missing() -> None:
    """An archivable PDF shows only what its fonts have; one letter does not keep all the others from the page."""
    paper = Paper("Emoji \U0001f984", "Alpar", [Prose("L'été, Ж and α stay; 中 and \U0001f955 are missing.")])
    shown = pypdf.PdfReader(io.BytesIO(rendered(paper, "pdf", "en", datetime(2026, 3, 2, tzinfo=UTC)))).pages[0]
    text = shown.extract_text()
    assert "L'été, Ж and α stay; \N{REPLACEMENT CHARACTER} and \N{REPLACEMENT CHARACTER} are" in text.replace("’", "'")


def test_control_characters_keep_nothing_from_the_page() -> None:
    """Old data may hold them; what is written with a backslash, and an end of line, is text and stays."""
    for sign in ("\x00", "\x08", "\x10", "\x1a", "\r", "\x0c", "\x7f", "\x85", "\U000f1a2d"):
        paper = Paper("Signs", "Alpar", [Prose(f"A{sign}B, C:\\u0010\\n and\n“D” stay.")])
        shown = pypdf.PdfReader(io.BytesIO(rendered(paper, "pdf", "en", datetime(2026, 3, 2, tzinfo=UTC)))).pages[0]
        text = shown.extract_text()
        assert "B, C:\\u0010\\n and" in text and "“D” stay." in text, (sign, text)
