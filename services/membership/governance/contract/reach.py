"""Days and moments that somebody can mean: terms and periods are counted from them, so they lie within reach."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import marshmallow as ma

from services.commons.contract import Day, Instant

FIRST, LAST = date(1800, 1, 1), date(2200, 12, 31)


def _check(day: date) -> None:
    if not FIRST <= day <= LAST:
        raise ma.ValidationError(f"Write a day from {FIRST} to {LAST}.")


class NearDay(Day):
    """A calendar day between 1800 and 2200, to which months can be added."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        day = super()._deserialize(value, attr, data, **kwargs)
        _check(day)
        return day


class NearInstant(Instant):
    """A moment between 1800 and 2200, in UTC or any other zone."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        _check(moment.date())
        return moment.astimezone(UTC)
