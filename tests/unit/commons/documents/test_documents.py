"""One sheet, written in every format and language, says the same; and no format lets data become anything else."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime
from fractions import Fraction
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import openpyxl
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.commons.documents import Bars, Column, Curve, Sheet, Table, said
from services.commons.documents.charts import HEIGHT, WIDTH, drawn
from services.commons.documents.wording import harmless, worded
from services.commons.documents.written import rendered
from services.commons.money import Money

MADE = datetime(2026, 3, 1, tzinfo=UTC)
HOSTILE = ["=1+1", "@SUM(A1)", "-2", "+3", "#[evil]", "*bold* $x$ \\ <b> & \"quoted\"", "line\nbreak"]


def sheet(*texts: str) -> Sheet:
    """Return a sheet with a row for each text."""
    return Sheet(
        title=said("Balance"), coop="Coopaname", subtitle=said("As of {day}", day=date(2025, 12, 31)),
        facts=[(said("Total"), Money(123456)), (said("Number"), 1234), (said("Rate"), Fraction(1, 10))],
        tables=[
            Table(
                [Column(said("Label")), Column(said("Date"), "day"), Column(said("Amount"), "amount")],
                rows=[[text, date(2025, 3, 1), Money(-1234567)] for text in texts],
                totals=[said("Total"), None, Money(-1234567)], title=said("Label"),
            )
        ],
        charts=[
            Bars(said("Amount"), ["2024", "2025"], names=["a", "b"],
                 series=[[Money(5), Money(-7)], [Money(0), Money(9)]]),
            Curve(said("Balance"), [date(2025, 1, 1), date(2025, 6, 1)], [Money(0), Money(100)]),
        ],
        notes=["A note."], signatures=[said("For the cooperative")], addressee=["The addressee"],
    )  # fmt: skip


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF, every kind of space a plain one."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Solde", "Au 31 déc. 2025", "1 234,56 €", "-12 345,67 €", "1 mars 2025", "10 %", "Pour la coop"]),
        ("en", ["Balance", "As of 31 Dec 2025", "€1,234.56", "-€12,345.67", "1 Mar 2025", "10%", "For the coop"]),
    ],
)  # fmt: skip
def test_a_pdf_speaks_the_language_that_was_asked_for(language: str, words: list[str]) -> None:
    """Titles, amounts, days and rates are written as the language writes them, in a PDF that can be archived."""
    pdf = rendered(sheet("Bread"), "pdf", language, MADE)
    said_there = text_of(pdf)
    for word in [*words, "Coopaname", "Bread", "A note.", "The addressee"]:
        assert word in said_there, (word, said_there)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    marked = reader.trailer["/Root"]
    assert marked["/MarkInfo"]["/Marked"] and marked["/Lang"].startswith(language)  # type: ignore[index, union-attr]
    assert b"pdfaid:part" in pdf and b"pdfaid:conformance" in pdf


@pytest.mark.parametrize("form", ["pdf", "csv", "xlsx"])
def test_the_same_sheet_is_the_same_file(form: str) -> None:
    """Made twice, a document is the same to the byte, so that its parts fit together."""
    first = rendered(sheet("Bread", "Milk"), form, "fr", MADE)
    if form == "xlsx":  # a zip archive says when it was packed; what is in it is the same
        both = [openpyxl.load_workbook(io.BytesIO(rendered(sheet("Bread"), form, "fr", MADE))) for _ in range(2)]
        assert [[list(page.values) for page in book] for book in both][0] == [list(page.values) for page in both[1]]
    else:
        assert rendered(sheet("Bread", "Milk"), form, "fr", MADE) == first


def test_a_document_is_made_at_any_moment_of_any_zone() -> None:
    """Parts of a second and named zones of the clock do not matter."""
    noon = datetime(2026, 7, 1, 12, 0, 0, 123456, tzinfo=ZoneInfo("Europe/Paris"))
    assert rendered(sheet("Bread"), "pdf", "fr", noon).startswith(b"%PDF-")


def test_data_stay_data_in_a_pdf() -> None:
    """Markup of the typesetter in a text is printed, never run."""
    said_there = text_of(rendered(sheet(*HOSTILE), "pdf", "en", MADE))
    for text in HOSTILE:
        assert " ".join(text.split()) in said_there


def test_no_cell_of_a_table_becomes_a_formula() -> None:
    """A CSV's text cells begin with nothing that a spreadsheet would compute, a workbook's are texts."""
    rows = list(csv.reader(io.StringIO(rendered(sheet(*HOSTILE), "csv", "en", MADE).decode(), newline="")))
    assert rows[0] == ["Label", "Date", "Amount"]
    assert [row[0] for row in rows[1:]] == [harmless(text) for text in HOSTILE]
    assert rows[1] == ["'=1+1", "2025-03-01", "-12345.67"]
    book = openpyxl.load_workbook(io.BytesIO(rendered(sheet(*HOSTILE), "xlsx", "en", MADE)))
    assert len(book.worksheets) == 2
    cells = book.worksheets[1]
    assert [cells.cell(place, 1).data_type for place in range(2, 9)] == ["s"] * 7
    assert cells["A2"].value == "=1+1" and cells["C2"].value == -12345.67
    assert str(cells["B2"].value) == "2025-03-01 00:00:00"


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=30))
def test_every_bar_stands_within_the_picture(amounts: list[int]) -> None:
    """Whatever the amounts, bars begin at zero, keep within the frame, and are as long as the amounts ask."""
    chart = Bars("x", [str(number) for number in range(len(amounts))], [Money(amount) for amount in amounts])
    boxes = ElementTree.fromstring(drawn(chart, "fr")).findall("{http://www.w3.org/2000/svg}rect")
    assert len(boxes) == len(amounts)
    for box in boxes:
        x, y, width, height = (float(box.get(name) or 0) for name in ("x", "y", "width", "height"))
        assert 0 <= x and x + width <= WIDTH and 0 <= y and y + height <= HEIGHT
    tallest = max(range(len(amounts)), key=lambda place: abs(amounts[place]))
    heights = [float(box.get("height") or 0) for box in boxes]
    assert heights[tallest] == max(heights)


@pytest.mark.parametrize("chart", [Bars("x", []), Curve("x", [], []), Curve("x", [date(2025, 1, 1)], [Money(0)])])
def test_a_chart_of_nothing_is_its_axes(chart: Bars | Curve) -> None:
    """No amount at all still makes a picture."""
    assert ElementTree.fromstring(drawn(chart, "en")).findall("{http://www.w3.org/2000/svg}path")


@given(st.fractions(min_value=0, max_value=1))
def test_a_rate_is_written_exactly(rate: Fraction) -> None:
    """As a percentage where that is exact, else as the fraction."""
    text = worded(rate, "en")
    assert (Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)) == rate


def test_a_row_has_a_cell_for_each_column() -> None:
    """A table that does not fit together is a mistake of the program, found where it is made."""
    with pytest.raises(AssertionError, match="2 cells under 1 columns"):
        Table([Column("a")], [["b", "c"]])
