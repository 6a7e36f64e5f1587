"""Named weeks: A, B, C, D … come back in turn, so that a team comes every so many weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

LETTERS = "ABCDEFGHIJKLM"


@dataclass(frozen=True, slots=True)
class Rotation:
    """``weeks`` named weeks, of which the one that holds ``starts_on`` is A; weeks begin on Monday (ISO 8601)."""

    weeks: int
    starts_on: date

    @classmethod
    def read(cls, rotation: Mapping[str, Any]) -> Rotation:
        """Read it from ``shifts.rotation`` of the bylaws."""
        return cls(int(rotation["weeks"]), date.fromisoformat(str(rotation["starts_on"])))

    @property
    def letters(self) -> str:
        """The names of its weeks."""
        return LETTERS[: self.weeks]

    def letter_of(self, day: date) -> str:
        """Return the name of the week that a day lies in, before the start as well as after it."""
        return LETTERS[(_monday(day) - _monday(self.starts_on)).days // 7 % self.weeks]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
