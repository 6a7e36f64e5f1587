"""Sheets: what is taken, and what is refused with its line."""

from __future__ import annotations

import pytest

from services.commons.contract import Count, Text
from services.membership.sheets.contract import SheetHeaderUnfit, SheetMalformed, SheetNotUtf8
from services.membership.sheets.reading import Row, read_sheet


class Fruit(Row):
    """A row for these tests."""

    phones = frozenset({"phone"})

    code = Text(required=True)
    weight = Count(most=100, required=True)
    phone = Text()


def read(text: str) -> list[tuple[int, object]]:
    """Return the number of each line with its values, or the code of its problem."""
    lines = read_sheet(text.encode(), Fruit(), unique=("code",))
    return [(line.number, line.problem["code"] if line.problem else line.value) for line in lines]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_takes_the_separator_of_the_header(separator: str) -> None:
    """Comma, semicolon and tab are all taken, with or without a byte order mark."""
    assert read(f"\ufeffcode{separator}weight\na{separator}3\n") == [(2, {"code": "a", "weight": 3})]


def test_an_empty_cell_is_left_out_and_an_empty_line_is_no_line() -> None:
    """Blank lines are passed over, and the numbers stay those that an editor shows."""
    assert read("code,weight,phone\n\na,3,\n,,\nb,4,\n") == [
        (3, {"code": "a", "weight": 3}), (5, {"code": "b", "weight": 4})]  # fmt: skip


def test_a_line_break_inside_a_cell_does_not_shift_the_numbers() -> None:
    """A row is known by the line on which it begins."""
    assert read('code,weight\n"a\nb",3\nc,101\n') == [(2, {"code": "a\nb", "weight": 3}), (4, "row_unacceptable")]


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "@SUM(A1)", "\t=1"])
def test_refuses_a_formula(cell: str) -> None:
    """A cell that a spreadsheet would run is refused."""
    assert read(f'code,weight\n"{cell}",3\n') == [(2, "formula_in_cell")]


def test_a_phone_number_may_begin_with_a_plus() -> None:
    """In a column of phone numbers a plus is a country code, and a formula is still a formula."""
    assert read("code,weight,phone\na,3,+33 (0)4 50-00\nb,3,+A1\n") == [
        (2, {"code": "a", "weight": 3, "phone": "+33 (0)4 50-00"}), (3, "formula_in_cell")]  # fmt: skip


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
    assert refused.value.values == {"position": 12}


@pytest.mark.parametrize("header", ["code", "code,weight,colour", "code,weight,code", ""])
def test_refuses_a_header_that_does_not_fit(header: str) -> None:
    """A missing, unknown or repeated column is refused before any line is read."""
    with pytest.raises(SheetHeaderUnfit):
        read(f"{header}\na,1\n")


def test_refuses_an_open_quotation_mark() -> None:
    """A sheet whose quotation marks do not match cannot be read any further."""
    with pytest.raises(SheetMalformed):
        read('code,weight\n"a,1\n')
