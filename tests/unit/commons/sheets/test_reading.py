"""Sheets: what is taken, and what is refused with its line."""

from __future__ import annotations

import pytest

from services.commons.contract import Text
from services.commons.sheets import CountCell, PhoneCell, Row, read_sheet
from services.commons.sheets.refusals import SheetHeaderUnfit, SheetMalformed, SheetMapUnfit, SheetNotUtf8


class Fruit(Row):
    """A row for these tests."""

    names = {"code": ("Référence", "N° de lot"), "weight": ("Poids", "Poids (kg)"), "phone": ("Tél.",)}

    code = Text(required=True)
    weight = CountCell(most=100, required=True)
    phone = PhoneCell()


def read(text: str, **said: str) -> list[tuple[int, object]]:
    """Return the number of each line with its values, or the code of its problem."""
    lines = read_sheet(text.encode(), Fruit(), unique=("code",), arguments=said)
    return [(line.number, line.problem["code"] if line.problem else line.value) for line in lines]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_takes_the_separator_of_the_header(separator: str) -> None:
    """Comma, semicolon, tab and bar are all taken, with or without a byte order mark."""
    assert read(f"\ufeffcode{separator}weight\na{separator}3\n") == [(2, {"code": "a", "weight": 3})]


def test_an_empty_cell_is_left_out_and_an_empty_line_is_no_line() -> None:
    """Blank lines are passed over, and the numbers stay those that an editor shows."""
    assert read("code,weight,phone\n\na,3,\n,,\nb,4,\n") == [
        (3, {"code": "a", "weight": 3}), (5, {"code": "b", "weight": 4})]  # fmt: skip


def test_a_line_break_inside_a_cell_does_not_shift_the_numbers() -> None:
    """A row is known by the line on which it begins."""
    assert read('code,weight\n"a\nb",3\nc,101\n') == [(2, {"code": "a\nb", "weight": 3}), (4, "row_unacceptable")]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd", "@SUM(A1)", "\t=1", " =1+1", "-2+3+cmd|' /C calc'!A0", "＝1", "'=1+1"]
)
def test_refuses_a_formula(cell: str) -> None:
    """A cell that a spreadsheet would run is refused."""
    assert read(f'code,weight\n"{cell}",3\n') == [(2, "formula_in_cell")]


def test_a_phone_number_may_begin_with_a_plus() -> None:
    """In a column of phone numbers a plus is a country code, and a formula is still a formula."""
    assert read("code,weight,phone\na,3,+33 (0)4 50 00-00.01\nb,3,+A1\n") == [
        (2, {"code": "a", "weight": 3, "phone": "+33450000001"}), (3, "formula_in_cell")]  # fmt: skip


def test_the_second_of_two_equal_keys_is_refused() -> None:
    """What must be unique is taken once; the first line stands."""
    assert read("code,weight\na,3\na,4\n") == [(2, {"code": "a", "weight": 3}), (3, "repeated_in_sheet")]


def test_says_which_cells_are_not_acceptable() -> None:
    """A refused line names each column with its reason."""
    (line,) = read_sheet(b"code,weight\n,x\n", Fruit(), unique=("code",))
    assert line.problem is not None
    assert {error["pointer"] for error in line.problem["errors"]} == {"/code", "/weight"}


def test_a_row_of_another_length_is_refused() -> None:
    """A missing or an extra separator does not shift values into other columns."""
    assert read("code,weight\na\nb,1,2\n") == [(2, "row_length_differs"), (3, "row_length_differs")]


def test_refuses_what_is_not_utf8() -> None:
    """A sheet in another encoding is refused as a whole, with the first byte that does not fit."""
    with pytest.raises(SheetNotUtf8) as refused:
        read_sheet("code,weight\né,3".encode("latin-1"), Fruit(), unique=("code",))
    assert refused.value.values["position"] == 12
    assert "encoding=windows-1252" in refused.value.detail


@pytest.mark.parametrize("header", ["code", "code,weight,colour", "code,weight,code", ""])
def test_refuses_a_header_that_does_not_fit(header: str) -> None:
    """A missing, unknown or repeated column is refused before any line is read."""
    with pytest.raises(SheetHeaderUnfit):
        read(f"{header}\na,1\n")


def test_refuses_an_open_quotation_mark() -> None:
    """A sheet whose quotation marks do not match cannot be read any further."""
    with pytest.raises(SheetMalformed):
        read('code,weight\n"a,1\n')


def test_headings_are_known_by_what_people_call_them() -> None:
    """Case, accents, punctuation and small words do not matter, nor empty columns at the end."""
    assert read("N°  LOT;poids KG;TEL;;\na;3;04 50 00 00 01;;\n") == [
        (2, {"code": "a", "weight": 3, "phone": "+33450000001"})]  # fmt: skip


def test_the_request_says_what_a_column_is_and_which_to_pass_over() -> None:
    """A mapping goes before what the headings seem to say."""
    said = {"map": "Obst-Nr:code,Poids:weight", "ignore": "Couleur, Code"}
    assert read("Obst-Nr.,Code,poids,Couleur\na,x,3,rouge\n", **said) == [(2, {"code": "a", "weight": 3})]


@pytest.mark.parametrize("said", [{"map": "Farbe:code"}, {"map": "code:colour"}, {"ignore": "Farbe"}])
def test_refuses_a_request_that_names_what_is_not_there(said: dict[str, str]) -> None:
    """A column or field that does not exist is a mistake to be told, not passed over."""
    with pytest.raises(SheetMapUnfit):
        read("code,weight\na,3\n", **said)


def test_names_the_nearest_known_of_an_unknown_column() -> None:
    """A slip of the pen is found out, and two columns for one field are named."""
    with pytest.raises(SheetHeaderUnfit) as refused:
        read("Réfrence,Poids,weight\na,3,3\n")
    assert 'Réfrence (did you mean code ("Référence")?)' in refused.value.detail
    assert "weight (is weight, as Poids is)" in refused.value.detail
    assert 'missing: code ("Référence")' in refused.value.detail


def test_an_opening_line_that_names_the_separator_is_passed_over() -> None:
    """Excel writes sep=; for itself; the lines keep the numbers that an editor shows."""
    assert read("sep=;\r\ncode;weight\r\na;3\r\n") == [(3, {"code": "a", "weight": 3})]


def test_a_heading_that_comes_again_is_no_line() -> None:
    """Pages put together repeat their heading."""
    assert read("code,weight\na,3\ncode,weight\nb,4\n") == [
        (2, {"code": "a", "weight": 3}), (4, {"code": "b", "weight": 4})]  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "mark", "said"),
    [("utf-16-le", b"\xff\xfe", {}), ("utf-16-be", b"\xfe\xff", {}), ("utf-8", b"\xef\xbb\xbf", {}),
     ("cp1252", b"", {"encoding": "windows-1252"}), ("iso8859_15", b"", {"encoding": "iso-8859-15"})],
)  # fmt: skip
def test_other_encodings_are_read_where_they_say_so(encoding: str, mark: bytes, said: dict[str, str]) -> None:
    """UTF-16 by its mark, eight-bit encodings when they are asked for."""
    content = mark + "Référence;Poids\nété €;3\n".encode(encoding)
    (line,) = read_sheet(content, Fruit(), unique=("code",), arguments=said)
    assert line.value == {"code": "été €", "weight": 3}


@pytest.mark.parametrize(
    ("content", "hint"),
    [(b"PK\x03\x04rest", "workbook"), ("code,weight".encode("utf-16-le"), "no text"), (b"%PDF-1.7", "PDF")],
)
def test_says_what_it_is_when_it_is_no_csv(content: bytes, hint: str) -> None:
    """A workbook, a PDF or UTF-16 without its mark is refused with what to do."""
    with pytest.raises(SheetNotUtf8) as refused:
        read_sheet(content, Fruit(), unique=("code",))
    assert hint in refused.value.detail


def test_a_verdict_names_the_column_as_the_sheet_does_and_shows_the_value_safely() -> None:
    """Who repairs the sheet sees the heading, the value on one line, and what to write."""
    (line,) = read_sheet("N° de lot;Poids\na;\"3\n kg\"\n".encode(), Fruit(), unique=("code",))
    assert line.problem is not None
    (error,) = line.problem["errors"]
    assert (error["column"], error["value"]) == ("Poids", "“3 kg”")
    assert line.problem["detail"] == "Poids: “3 kg” is no number; write it such as 1234.50 or 1234,50."


def test_what_stands_under_no_heading_is_refused() -> None:
    """A cell that no heading names would be lost unseen."""
    assert read("code,weight,\na,3,x\nb,4,\n") == [(2, "row_length_differs"), (3, {"code": "b", "weight": 4})]
