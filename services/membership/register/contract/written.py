"""Names and telephone numbers as somebody types them in: on one line, without what no form or label could show."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import ValidationError

from services.commons.contract import Text

# Digits, a + for the country, and what people write between them; E.164 has 15 digits at most.
_PHONE = re.compile(r"\+?[0-9 .()/\u00a0\u202f-]+")
FEWEST_DIGITS, MOST_DIGITS = 3, 17


class Name(Text):
    """A name on one line: white space is single and inside, and no other control character is taken."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        joined = " ".join(text.split())
        if text.strip() and any(not character.isprintable() for character in joined if character not in "\u200c\u200d"):
            raise ValidationError("A name holds letters and signs that can be printed.")
        return joined or text


class Phone(Text):
    """A telephone number, as it is written; the one in a sheet is brought into international form."""

    def __init__(self, **options: Any) -> None:
        super().__init__(most=40, validate=_one_number, **options)


def _one_number(text: str) -> None:
    digits = sum(character.isdigit() for character in text)
    if not _PHONE.fullmatch(text.strip()) or not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        raise ValidationError("Write one telephone number, such as +33 6 12 34 56 78.")
