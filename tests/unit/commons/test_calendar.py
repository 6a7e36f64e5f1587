"""Reckoning with months."""

from __future__ import annotations

from datetime import date

import pytest

from services.commons.calendar import month_end, months_later


@pytest.mark.parametrize(("day", "months", "later"), [
    (date(2025, 1, 31), 1, date(2025, 2, 28)),
    (date(2025, 11, 30), 36, date(2028, 11, 30)),
    (date(2024, 2, 29), 12, date(2025, 2, 28)),
    (date(2026, 1, 31), 2, date(2026, 3, 31)),
    (date(2026, 1, 31), -2, date(2025, 11, 30)),
    (date(2026, 12, 15), 0, date(2026, 12, 15)),
])  # fmt: skip
def test_months_are_counted_from_the_day_itself(day: date, months: int, later: date) -> None:
    """The same day of another month, or its last; the end of a short month does not become the day of the next."""
    assert months_later(day, months) == later


def test_a_month_ends_on_its_last_day() -> None:
    """Of 28 to 31; the end is its own, even of the last month of all."""
    assert [month_end(date(2024, month, 3)).day for month in (1, 2, 4)] == [31, 29, 30]
    assert month_end(date.max) == date.max
