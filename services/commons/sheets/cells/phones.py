"""Telephone numbers as people write them, kept as the one number they are (E.164)."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields

_WRITTEN = frozenset("0123456789 .()-/+\u00a0\u202f")


def phone_of(text: str, country: str) -> str:
    """Return a number as E.164: ``06 12 34 56 78`` of France and ``+33 (0)6 12 34 56 78`` are ``+33612345678``.

    Raises ValueError when it is none, or several.
    """
    # Only a worker that reads a sheet loads the library and what it knows of a country.
    import phonenumbers

    try:
        if not set(text) <= _WRITTEN:
            raise ValueError
        number = phonenumbers.parse(" ".join(text.split()), country)
        if not phonenumbers.is_possible_number(number):
            raise ValueError
    except (ValueError, phonenumbers.NumberParseException):
        raise ValueError("is not one telephone number; write it such as 06 12 34 56 78 or +33 6 12 34 56 78") from None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


class PhoneCell(fields.Field[str]):
    """A telephone number; one without a country code is of the row's country."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        try:
            return phone_of(str(value), getattr(self.parent, "phone_country", "FR"))
        except ValueError as error:
            raise ma.ValidationError(f"{error}.") from None
