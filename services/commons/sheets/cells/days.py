"""Days as sheets have them. What could be two days is refused: a year of two digits, the number of a day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import marshmallow as ma
from marshmallow import fields

from ..folding import folded

MONTHS = (
    ("janvier", "janv", "jan", "january"), ("fevrier", "fevr", "fev", "february", "feb"), ("mars", "march", "mar"),
    ("avril", "avr", "april", "apr"), ("mai", "may"), ("juin", "june", "jun"), ("juillet", "juil", "july", "jul"),
    ("aout", "august", "aug"), ("septembre", "sept", "september", "sep"), ("octobre", "oct", "october"),
    ("novembre", "nov", "november"), ("decembre", "dec", "december"),
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
_MIDNIGHT = r"(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_MIDNIGHT}", re.ASCII)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})([-/. ])(\d{{1,2}})\2(\d{{4}}){_MIDNIGHT}", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:[.,]0+)?", re.ASCII)
_NAMED = re.compile(r"(?:(\d{1,2})(?:er|st|nd|rd|th)? ([^\W\d_]+)|([^\W\d_]+) (\d{1,2})(?:st|nd|rd|th)?) (\d{4})",
                    re.ASCII)  # fmt: skip
EARLIEST, LATEST = 1800, 2200


def day_of(text: str) -> date:
    """Return the day that a cell holds: 2020-03-01, 01/03/2020 (the day first), 1.3.2020, 1 mars 2020.

    Raises ValueError with what is wrong and what to write.
    """
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _DAY_FIRST.fullmatch(text):
        if int(found[3]) > 12:
            raise ValueError(f"has no month {found[3]}; write the day first, such as 31/01/2020")
        return _day(int(found[4]), int(found[3]), int(found[1]))
    if _SHORT_YEAR.fullmatch(text):
        raise ValueError("has a year of two digits, which could be two years; write all four, such as 01/03/2020")
    if _SERIAL.fullmatch(text):
        # The days of a workbook are counted from 1900 or, where an old Mac made it, from 1904.
        count = int(text[:5])
        first, other = (start + timedelta(days=count) for start in (date(1899, 12, 30), date(1904, 1, 1)))
        raise ValueError(f"is a number, {first} in most workbooks and {other} in some; format the column as a date")
    if (found := _NAMED.fullmatch(folded(text))) and (month := _MONTH.get(found[2] or found[3])):
        return _day(int(found[5]), month, int(found[1] or found[4]))
    raise ValueError("is no day; write it such as 2020-03-01 or 01/03/2020")


def _day(year: int, month: int, day: int) -> date:
    if not EARLIEST <= year <= LATEST:
        raise ValueError(f"has the year {year}; write a day such as 2020-03-01")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("is a day that no calendar has") from None


class DayCell(fields.Field[date]):
    """A day, in one of the forms that can mean one day only."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        try:
            return day_of(" ".join(str(value).split()))
        except ValueError as error:
            raise ma.ValidationError(f"{error}.") from None
