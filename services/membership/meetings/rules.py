"""The rules of meetings: the months in which the statutes ask for one, and the days on which a series falls."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Period:
    """The days, both inclusive, in which one meeting is asked for."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting as the rhythm sees it."""

    id: str
    day: date
    state: str


def period_of(day: date, every_months: int) -> Period:
    """Return the period of a day; periods of several months are counted from January of the year 0."""
    index = (day.year * 12 + day.month - 1) // every_months
    return Period(_month(index * every_months), _month((index + 1) * every_months) - timedelta(days=1))


def periods(first: date, last: date, every_months: int) -> list[Period]:
    """Return every period that has a day between two days (inclusive), in order."""
    found: list[Period] = []
    day = first
    while day <= last:
        found.append(period_of(day, every_months))
        day = found[-1].last + timedelta(days=1)
    return found


def nth_weekday(year: int, month: int, weekday: str, nth: int) -> date:
    """Return the first to fourth, or with -1 the last, such weekday of a month."""
    wanted, length = WEEKDAYS.index(weekday), monthrange(year, month)[1]
    days = [day for day in range(1, length + 1) if date(year, month, day).weekday() == wanted]
    return date(year, month, days[nth - 1 if nth > 0 else nth])


def series_days(first: date, count: int, every_months: int, weekday: str, nth: int) -> list[tuple[Period, date]]:
    """Return the next periods, each with the day of its first month on which its meeting falls, none before ``first``.

    A period whose day has passed is left out: its meeting, if it is still to be held, is planned by itself.
    """
    found: list[tuple[Period, date]] = []
    period = period_of(first, every_months)
    while len(found) < count:
        day = nth_weekday(period.first.year, period.first.month, weekday, nth)
        if day >= first:
            found.append((period, day))
        period = period_of(period.last + timedelta(days=1), every_months)
    return found


def state_of(period: Period, sittings: Iterable[Sitting], today: date) -> str:
    """Say of a period whether its meeting was ``held``, is ``planned``, still ``due``, or ``missing``."""
    within = [one for one in sittings if period.first <= one.day <= period.last]
    if any(one.state in ("held", "minuted") for one in within):
        return "held"
    if any(one.state == "planned" and one.day >= today for one in within):
        return "planned"
    return "missing" if period.last < today else "due"


def _month(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)
