"""The rules of the register: periods, states and notice, without a database or a clock."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_UNRULY = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069]")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``starts_on`` to ``ends_on``, both inclusive; None means that no end is known."""

    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        """Say whether a day lies within."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def overlaps(self, other: Period) -> bool:
        """Say whether the two share a day."""
        return (self.ends_on is None or other.starts_on <= self.ends_on) and (
            other.ends_on is None or self.starts_on <= other.ends_on
        )

    @property
    def is_backwards(self) -> bool:
        """Whether the end lies before the start."""
        return self.ends_on is not None and self.ends_on < self.starts_on


def overlapped_by(new: Period, held: Iterable[Period]) -> Period | None:
    """Return the first period held that shares a day with the new one."""
    return next((period for period in held if period.overlaps(new)), None)


def state_on(
    day: date, membership: Period | None, *, noticed_on: date | None, suspended: bool, applied_on: date | None
) -> str | None:
    """Return a member's state on a day.

    - ``applicant``: has applied and was never a member until then;
    - ``active``: a membership covers the day;
    - ``suspended``: it does, and rests;
    - ``leaving``: it does, and its end is known (the last day of membership included);
    - ``former``: the latest membership ended before the day;
    - None: neither a member nor an applicant by that day.

    ``membership`` is the latest one that started on or before the day.
    """
    if membership is None:
        return "applicant" if applied_on is not None and applied_on <= day else None
    if not membership.covers(day):
        return "former"
    if suspended:
        return "suspended"
    return "leaving" if noticed_on is not None and noticed_on <= day else "active"


# What befalls a member and waits for no notice: it goes before an end that was still to come.
SUDDEN = ("death", "dissolution", "loss_of_quality", "end_of_employment")
# What only the annulment of its vote takes back.
BY_VOTE = ("exclusion", "admission_annulled")
# Persons die and are employed, organisations are dissolved.
REASONS_OF_KIND = {
    "death": "natural_person", "end_of_employment": "natural_person", "dissolution": "organisation",
}  # fmt: skip


def earliest_end(noticed_on: date, reason: str, notice_days: int) -> date:
    """Return the first day on which a membership may end: notice binds only who resigns."""
    return noticed_on + timedelta(days=notice_days) if reason == "resignation" else noticed_on


def birthday(born_on: date, years: int) -> date:
    """Return the day on which somebody reaches an age; born on 29 February, on 1 March of other years."""
    year = born_on.year + years
    if (born_on.month, born_on.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return born_on.replace(year=year)


def stands_on_a_line(name: str) -> bool:
    """Say whether a name can be printed in a line and passes for no other.

    It holds no control character, no break of a line, and none that turns the direction of what follows (Unicode
    Standard Annex 9: embeddings, overrides and isolates). Joiners and emoji are nobody's business.
    """
    return _UNRULY.search(name) is None


def category_named(categories: Sequence[Mapping[str, Any]], slug: str) -> Mapping[str, Any] | None:
    """Return the category of the statutes that has this slug."""
    return next((category for category in categories if category["slug"] == slug), None)
