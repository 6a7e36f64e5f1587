"""Days on which the euro's payment system settles (TARGET calendar of the European Central Bank)."""

from __future__ import annotations

from datetime import date, timedelta


def easter(year: int) -> date:
    """Return Easter Sunday of a year (anonymous Gregorian algorithm)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def settles(day: date) -> bool:
    """Say whether TARGET is open: weekdays, but 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December."""
    sunday = easter(day.year)
    closed = {(1, 1), (5, 1), (12, 25), (12, 26)}
    moving = {sunday - timedelta(days=2), sunday + timedelta(days=1)}
    return day.weekday() < 5 and (day.month, day.day) not in closed and day not in moving


def months_before(day: date, months: int) -> date:
    """Return the day that lies whole months before another (the month's last day if it has no such day)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
