"""The base of every schema that strangers see, and the fields that money, days and rates travel in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from ..money import Money, exponent

SAFE = 2**53 - 1  # the largest integer that every JSON reader keeps exact (RFC 8259 §6)
# Days that somebody can mean: terms and periods are counted from them, so that what is counted is a day as well.
FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2200, 12, 31)


class Schema(ma.Schema):
    """A strict shape: an unknown field is an error, never ignored."""

    class Meta:
        unknown = ma.RAISE


def _said(text: str) -> None:
    """Refuse a text of white space alone: it says nothing."""
    if text and not text.strip():
        raise ma.ValidationError("This holds nothing but white space.")


def _storable(text: str) -> None:
    """Refuse what PostgreSQL's text cannot hold: NUL, and halves of surrogate pairs (RFC 8259 §8.2)."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ma.ValidationError("This holds a character that no text can hold.")


class Text(fields.String):
    """A single- or many-line text between 1 and ``most`` characters (default 200), not all of them white space."""

    def __init__(self, most: int = 200, least: int = 1, **options: Any) -> None:
        extra = options.pop("validate", [])
        own = [validate.Length(min=least, max=most), _storable, _said]
        checks = [*own, *(extra if isinstance(extra, list) else [extra])]
        super().__init__(validate=checks, **options)


class Slug(Text):
    """A short name for machines: lower-case letters, digits and hyphens."""

    def __init__(self, **options: Any) -> None:
        super().__init__(most=60, validate=validate.Regexp(r"[a-z0-9][a-z0-9_-]*\Z"), **options)


class Count(fields.Integer):
    """A whole number between ``least`` and ``most``; neither text nor a fraction is taken for one."""

    def __init__(self, least: int = 0, most: int = SAFE, **options: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(min=least, max=most), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str) and (self.parent is None or not getattr(self.parent, "from_query", False)):
            raise self.make_error("invalid", input=value)
        if isinstance(value, str):
            if not value.lstrip("-").isdigit() or len(value) > 17:
                raise self.make_error("invalid", input=value)
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        return value


class Flag(fields.Boolean):
    """True or false: in a body those two and nothing that passes for them; in a query ``true`` or ``false``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if getattr(self.parent, "from_query", False) and value in ("true", "false"):
            return value == "true"
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class QuerySchema(Schema):
    """The shape of a query string, whose values all arrive as text."""

    from_query = True
    # Of a job: what only the reading of its items needs; the action is not told.
    for_items: frozenset[str] = frozenset()


def _check_within_reach(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ma.ValidationError(f"Write a day from {FIRST_DAY} to {LAST_DAY}.")


class Day(fields.Date):
    """A calendar day between 1800 and 2200, ISO 8601 (``2026-11-22``)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        day: date = super()._deserialize(value, attr, data, **kwargs)
        _check_within_reach(day)
        return day


class Instant(fields.AwareDateTime):
    """A moment between 1800 and 2200 with its offset, RFC 3339."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        _check_within_reach(moment.date())
        return moment

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        # RFC 3339 offsets have no seconds; the local mean time of the years before 1911 has (Paris: 9 min 21 s).
        if value is not None and (value.utcoffset() or timedelta()).seconds % 60:
            value = value.astimezone(UTC)
        return super()._serialize(value, attr, obj, **kwargs)


class Rate(fields.Field[Any]):
    """An exact rate as a decimal string or a fraction: ``"0.10"``, ``"1/3"``."""

    default_error_messages = {"invalid": "Not a rate: write a decimal such as \"0.10\" or a fraction such as \"1/3\"."}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Fraction:
        try:
            if not isinstance(value, str) or len(value) > 30:
                raise ValueError
            return Fraction(value)
        except (ValueError, ZeroDivisionError):
            raise self.make_error("invalid") from None

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        if isinstance(value, Decimal):
            return str(value)
        return None if value is None else str(value)


class Amount(fields.Field[Money]):
    """An amount of money: ``{"amount": "12.34", "currency": "EUR"}``.

    ``signed`` admits negative amounts, ``zero`` admits nothing at all; plain amounts are above zero.
    """

    default_error_messages = {
        "shape": 'Write an amount as {{"amount": "12.34", "currency": "EUR"}}.',
        "sign": "The amount must be above zero.",
        "negative": "The amount may not be negative.",
    }

    def __init__(self, *, signed: bool = False, zero: bool = False, **options: Any) -> None:
        self.signed, self.zero = signed, zero or signed
        super().__init__(**options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Money:
        if not isinstance(value, dict) or set(value) != {"amount", "currency"}:
            raise self.make_error("shape")
        currency = value["currency"]
        if not (isinstance(currency, str) and len(currency) == 3 and currency.isascii() and currency.isupper()):
            raise ma.ValidationError("A currency is three capital letters (ISO 4217).")
        try:
            money = Money.parse(value["amount"], currency)
        except ValueError as error:
            raise ma.ValidationError(f"{error}.") from None
        if money.minor < 0 and not self.signed:
            raise self.make_error("negative" if self.zero else "sign")
        if money.minor == 0 and not self.zero:
            raise self.make_error("sign")
        return money

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else {"amount": str(value), "currency": value.currency}

    def pattern(self) -> str:
        """Return the regular expression that the OpenAPI document gives for the decimal string."""
        return ("^-?" if self.signed else "^") + rf"\d{{1,17}}(\.\d{{1,{exponent('EUR')}}})?$"


class Page(Schema):
    """One page of a list; ``next_cursor`` is absent on the last one."""

    next_cursor = fields.String(allow_none=True)


class PageQuery(QuerySchema):
    """How a list is read: at most ``limit`` rows from ``cursor`` on."""

    limit = Count(least=1, most=500, load_default=100)
    cursor = fields.String(load_default=None)
