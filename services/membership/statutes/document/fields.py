"""The values that statutes and bylaws are written in; each refuses with what is wrong and what would be right."""

from __future__ import annotations

import re
from datetime import date, time
from fractions import Fraction
from typing import Any

import marshmallow as ma
from marshmallow import fields

from services.commons.money import Money

from .wording import meant, shown


class Written(fields.Field[Any]):
    """A value that stays as it is written; ``right`` says what may stand here."""

    right = "a value"

    def __init__(self, **options: Any) -> None:
        said = f"; write {self.right}."
        super().__init__(error_messages={"required": f"is missing{said}", "null": f"is empty{said}"}, **options)

    def reads(self, value: Any) -> bool:
        """Say whether the value is right."""
        raise NotImplementedError

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not self.reads(value):
            raise ma.ValidationError(f"is {shown(value)}; write {self.right}.")
        return value


class Words(Written):
    """A text of one line."""

    right = "a text of 1 to 200 characters"

    def reads(self, value: Any) -> bool:
        return isinstance(value, str) and 1 <= len(value) <= 200 and value.isprintable()


class Pattern(Written):
    """A text of a fixed form."""

    form = ""

    def reads(self, value: Any) -> bool:
        return isinstance(value, str) and len(value) <= 100 and re.fullmatch(self.form, value, re.ASCII) is not None


class ShortName(Pattern):
    """A name for machines."""

    right = 'a short name of lower-case letters, digits, "-" and "_", such as committee'
    form = r"[a-z0-9][a-z0-9_-]{0,59}"


class Code(Pattern):
    """A code that people use, such as that of an establishment."""

    right = "a code of letters, digits, . - and _, such as E1"
    form = r"[A-Za-z0-9][A-Za-z0-9._-]{0,29}"


class Figure(Pattern):
    """The name of a figure that may be disclosed."""

    right = "the name of a figure, such as members.count"
    form = r"[a-z_]+(\.[a-z_]+)+"


class AreaCode(Pattern):
    """A part of the country: a department, the beginning of postal codes, or a commune."""

    right = 'an area in quotes, such as "department:74", "postal:740" or "insee:74010"'
    form = r"department:([0-9]{2}|2[AB]|97[0-9])|postal:[0-9]{2,5}|insee:[0-9][0-9AB][0-9]{3}"


class Currency(Pattern):
    """An ISO 4217 code."""

    right = "three capital letters (ISO 4217), such as EUR"
    form = r"[A-Z]{3}"


class Country(Pattern):
    """An ISO 3166-1 alpha-2 code."""

    right = "two capital letters (ISO 3166-1), such as FR"
    form = r"[A-Z]{2}"


class AccountPrefix(Pattern):
    """An account of the chart, or the beginning of several."""

    right = 'an account or its first digits in quotes, such as "74"'
    form = r"[1-9][0-9]{0,9}"


class Coefficient(Pattern):
    """A number by which a weight is multiplied; it may pass one, which a part may not."""

    right = 'a coefficient of at least one in quotes, such as "1" or "1.5"'
    form = r"[1-9](\.[0-9]{1,6})?"


class RulePath(Pattern):
    """The path of a rule in a document."""

    right = "the path of a rule, such as shares.maximum"
    form = r"[a-z0-9_-]+(\.[a-z0-9_-]+)*"


class Siren(Pattern):
    """The nine digits of a company, the last of which checks the others (Luhn)."""

    right = 'nine digits in quotes whose check digit is right, such as "000000018"'
    form = r"[0-9]{9}"

    def reads(self, value: Any) -> bool:
        if not super().reads(value):
            return False
        doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(value)))
        return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


class MonthDay(Pattern):
    """A day that comes back every year."""

    right = 'a month and a day in quotes, such as "12-31"'
    form = r"[0-9]{2}-[0-9]{2}"

    def reads(self, value: Any) -> bool:
        return super().reads(value) and _is(date.fromisoformat, f"2001-{value}")


class CalendarDay(Pattern):
    """A day in ISO 8601."""

    right = 'a day such as "2026-01-31"'
    form = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def reads(self, value: Any) -> bool:
        return super().reads(value) and _is(date.fromisoformat, value)


class TimeOfDay(Pattern):
    """A time of day in hours and minutes."""

    right = 'a time in quotes such as "09:00"'
    form = r"[0-9]{2}:[0-9]{2}"

    def reads(self, value: Any) -> bool:
        return super().reads(value) and _is(time.fromisoformat, value)


class Sum(Written):
    """An amount of money without its currency, which is the cooperative's."""

    right = 'an amount in quotes, zero or more, such as "50.00"'

    def reads(self, value: Any) -> bool:
        return isinstance(value, str) and _is(Money.parse, value) and not value.startswith("-")


class Price(Sum):
    """What one of something costs: an amount above zero."""

    right = 'an amount in quotes, above zero, such as "50.00"'

    def reads(self, value: Any) -> bool:
        return super().reads(value) and Money.parse(value).minor > 0


class Part(Written):
    """An exact part of a whole."""

    right = 'a part between "0" and "1" in quotes, such as "1/3" or "0.10"'

    def reads(self, value: Any) -> bool:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,12}([./][0-9]{1,12})?", value, re.ASCII):
            return False
        return _is(Fraction, value) and 0 <= Fraction(value) <= 1


class Number(Written):
    """A whole number between two bounds."""

    def __init__(self, least: int = 0, most: int = 1_000_000, **options: Any) -> None:
        self.least, self.most = least, most
        self.right = f"a whole number from {least} to {most}, without quotes"
        super().__init__(**options)

    def reads(self, value: Any) -> bool:
        return type(value) is int and self.least <= value <= self.most


class Flag(Written):
    """Yes or no."""

    right = "true or false"

    def reads(self, value: Any) -> bool:
        return isinstance(value, bool)


class Choice(Written):
    """One of several words."""

    def __init__(self, *words: str, **options: Any) -> None:
        self.words = words
        self.right = f"one of {', '.join(words)}" if len(words) > 1 else words[0]
        super().__init__(**options)

    def reads(self, value: Any) -> bool:
        return isinstance(value, str) and value in self.words

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not self.reads(value):
            raise ma.ValidationError(f"is {shown(value)}{meant(value, self.words)}; write {self.right}.")
        return value


def _is(read: Any, value: str) -> bool:
    try:
        read(value)
    except (ValueError, ZeroDivisionError):
        return False
    return True
