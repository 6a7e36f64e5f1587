"""Sheets that are not what they should be: said at once, with what to send instead, and never read for long."""

from __future__ import annotations

from typing import Any

import pytest

from services.commons.contract import Text
from services.commons.refusals import Refusal
from services.commons.sheets import CountCell, PhoneCell, Row, read_sheet

HEADING = "number;last_name;phone\n"


class Sheet(Row):
    """A row that is known by its number where it has no id of its own."""

    stands_in = {"external_id": "number"}

    external_id = Text(required=True)
    number = CountCell()
    last_name = Text()
    phone = PhoneCell()


def read(text: str, **arguments: Any) -> list[Any]:
    """Return for each line its value, or the code of what is wrong."""
    lines = read_sheet((HEADING + text).encode(), Sheet(), unique=("external_id",), arguments=arguments)
    return [line.value or (line.problem or {})["code"] for line in lines]


def test_a_heading_of_many_columns_is_refused_before_they_are_looked_up() -> None:
    """A file of separators would otherwise keep a worker busy for minutes."""
    with pytest.raises(Refusal) as refused:
        read_sheet(b"x;" * 50_000, Sheet(), unique=("external_id",))
    assert refused.value.code == "sheet_too_large" and "columns" in str(refused.value)


@pytest.mark.parametrize("cell", ["#REF!", "#VALEUR!", "#N/A", "#NOM?", "########"])
def test_what_a_failed_calculation_shows_is_no_value(cell: str) -> None:
    """A spreadsheet writes it into the sheet like any text."""
    assert read(f"1;{cell};") == ["failed_calculation_in_cell"]


@pytest.mark.parametrize("cell", ["No\x07el", "\u202eleoN"])
def test_a_character_that_cannot_be_seen_is_refused(cell: str) -> None:
    """A control character breaks documents, and a mark that turns the writing around deceives who reads."""
    assert read(f"1;{cell};") == ["unseen_character_in_cell"]


def test_a_telephone_number_may_have_any_blanks() -> None:
    """Spreadsheets in French part digits with blanks that do not break."""
    assert read("1;N;06\u00a012\u202f34\u00a056 78")[0]["phone"] == "+33612345678"


def test_a_number_that_stands_in_for_the_id_is_the_same_however_it_is_written() -> None:
    """Otherwise a sheet sent again from another spreadsheet would enter everybody twice."""
    assert [one["external_id"] for one in read("001;N;")] == ["1"]
    assert read("7;N;\n007;N;")[1] == "repeated_in_sheet"


@pytest.mark.parametrize(
    ("content", "encoding", "hint"),
    [("number;last_name\n1;Noël\n".encode(), "windows-1252", "it is UTF-8"),
     ("number;last_name\n1;Noël\n".encode("utf-16-le"), None, "encoding=utf-16")],
)  # fmt: skip
def test_the_wrong_encoding_is_told_the_right_one(content: bytes, encoding: str | None, hint: str) -> None:
    """Read otherwise than it was written, a sheet would fill the register with noise."""
    with pytest.raises(Refusal) as refused:
        read_sheet(content, Sheet(), unique=("external_id",), arguments={"encoding": encoding})
    assert refused.value.code == "sheet_not_utf8" and hint in str(refused.value)
