"""How long contracts may last, without a database or a clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from services.membership.governance.rules import end_of_term
from services.membership.register.rules import Period


def last_day(starts_on: date, months: int) -> date:
    """Return the last day of so many months that begin on a day; the calendar's last day when it has no such year."""
    return date.max if starts_on.year + months // 12 + 1 > date.max.year else end_of_term(starts_on, months)


def day_before(day: date) -> date:
    """Return the day before; the calendar's first day has none and stays."""
    return day if day == date.min else day - timedelta(days=1)


def day_after(day: date) -> date:
    """Return the day after; the calendar's last day has none and stays."""
    return day if day == date.max else day + timedelta(days=1)


def renewed_before(starts_on: date, held: Iterable[tuple[date, date | None, int]]) -> int:
    """Return how often a contract that starts on a day renews what ran until the day before without a gap.

    ``held`` gives each earlier contract of the same form: first day, last day (None: it runs), renewals within it.
    A contract signed anew on the day after the last is a renewal by another name.
    """
    by_end = {ended_on: (started_on, renewals) for started_on, ended_on, renewals in held if ended_on is not None}
    count, day = 0, day_before(starts_on)
    while day in by_end:
        started_on, renewals = by_end.pop(day)
        count, day = count + 1 + renewals, day_before(started_on)
    return count


def unbroken_until(ties: Iterable[Period], day: date) -> date | None:
    """Return the last day that periods cover from a day on without a gap; None: no end is known.

    The day before where none covers the day itself.
    """
    last = day_before(day)
    for tie in sorted(ties, key=lambda one: one.starts_on):
        if tie.starts_on <= day_after(last):
            if tie.ends_on is None:
                return None
            last = max(last, tie.ends_on)
    return last
