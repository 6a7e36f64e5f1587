"""Cells: what people write, and what it is; what could be two things is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.commons.sheets.cells.days import MONTHS, day_of
from services.commons.sheets.cells.numbers import decimal_of
from services.commons.sheets.cells.phones import phone_of
from services.commons.sheets.folding import folded

DAYS = st.dates(date(1800, 1, 1), date(2200, 12, 31))
FORMS = [
    lambda day: day.isoformat(), lambda day: f"{day.isoformat()} 00:00:00", lambda day: f"{day.isoformat()}T00:00:00",
    lambda day: f"{day:%d/%m}/{day.year}", lambda day: f"{day.day}.{day.month}.{day.year}",
    lambda day: f"{day.day}-{day.month}-{day.year}", lambda day: f"{day.day} {MONTHS[day.month - 1][0]} {day.year}",
    lambda day: f"{day.day}{'er' if day.day == 1 else ''} {MONTHS[day.month - 1][1].upper()}. {day.year}",
    lambda day: f"{MONTHS[day.month - 1][-1].title()} {day.day}, {day.year}",
]  # fmt: skip


@given(DAYS, st.sampled_from(FORMS))
def test_a_day_is_the_same_in_every_form(day: date, form: object) -> None:
    """ISO, day first with slashes, points or hyphens, and in words."""
    assert day_of(form(day)) == day  # type: ignore[operator]


@pytest.mark.parametrize("text", ["1er août 2020", "1 aoû\u0302t 2020", "1st August 2020", "01/08/2020"])
def test_accents_do_not_matter_in_months(text: str) -> None:
    """However the accent is made, or left out."""
    assert day_of(text) == date(2020, 8, 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [("01/03/20", "two digits"), ("03/15/2020", "day first"), ("43891", "2020-03-01 in most"),
     ("31/02/2020", "calendar"), ("20200301", "no day"), ("1 brumaire 2020", "no day"), ("2020-03-01 10:30", "no day"),
     ("01/03/0020", "year 20")],
)  # fmt: skip
def test_refuses_what_could_be_another_day(text: str, why: str) -> None:
    """Two-digit years, days of a workbook, months above twelve: each with what to write."""
    with pytest.raises(ValueError, match=why):
        day_of(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1234.5", "1234.5"), ("1234,50", "1234.50"), ("1 234,50 €", "1234.50"), ("1.234,50", "1234.50"),
     ("1,234.50", "1234.50"), ("1\u202f234", "1234"), ("1'234.50 EUR", "1234.50"), ("-12,3", "-12.3"), ("+5", "5"),
     ("0.125", "0.125"), ("12 345 678,90", "12345678.90")],
)  # fmt: skip
def test_a_number_is_read_with_comma_or_point(text: str, number: str) -> None:
    """Thousands set apart, a currency behind it, a decimal comma."""
    assert decimal_of(text) == number


@pytest.mark.parametrize("text", ["1,234", "1.234", "12.345.678", "abc", "1,2,3", "1e5", "٣", "12 34"])
def test_refuses_what_is_no_number_or_could_be_two(text: str) -> None:
    """One separator before three digits may set thousands apart, or begin a fraction."""
    with pytest.raises(ValueError, match="write"):
        decimal_of(text)


@pytest.mark.parametrize(
    "text", ["06 12 34 56 78", "06.12.34.56.78", "0612345678", "612345678", "+33 (0)6 12 34 56 78",
             "0033 6 12 34 56 78", "+33\u00a06\u00a012\u00a034\u00a056\u00a078"],
)  # fmt: skip
def test_a_french_number_is_one_number_in_every_form(text: str) -> None:
    """National, international, with the nought that a spreadsheet ate."""
    assert phone_of(text, "FR") == "+33612345678"


def test_a_number_without_country_is_of_the_country_named() -> None:
    """A Belgian cooperative's sheet has Belgian numbers."""
    assert phone_of("0470 12 34 56", "BE") == "+32470123456"


@pytest.mark.parametrize("text", ["06 12", "06 12 34 56 78 / 04 50 00 00 01", "à venir", "06 12 34 56 78 (bureau)"])
def test_refuses_what_is_not_one_number(text: str) -> None:
    """Too short, two numbers, or words."""
    with pytest.raises(ValueError, match="telephone"):
        phone_of(text, "FR")


@given(st.text())
def test_folding_is_stable(text: str) -> None:
    """What is folded folds to itself, so that names can be compared."""
    assert folded(folded(text)) == folded(text)
