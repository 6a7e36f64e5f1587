"""Times of day as sheets have them: 9:00, 09:00:00, 9h, 9 h 30."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

import marshmallow as ma
from marshmallow import fields

_TIME = re.compile(r"(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?(?::00)?)", re.ASCII)


class TimeCell(fields.Field[time]):
    """A time of day, to the minute."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> time:
        found = _TIME.fullmatch(str(value))
        try:
            if found is None:
                raise ValueError
            return time(int(found[1]), int(found[2] or 0))
        except ValueError:
            raise ma.ValidationError("is no time of day; write it such as 09:00 or 9h30.") from None
