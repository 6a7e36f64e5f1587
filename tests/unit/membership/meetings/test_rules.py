"""The months in which the statutes ask for a meeting, and the days of a series."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.membership.meetings.rules import (
    Period,
    Sitting,
    nth_weekday,
    period_of,
    periods,
    series_days,
    state_of,
)

CALM = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(date(2018, 1, 1), date(2040, 12, 31))


@CALM
@given(first=DAYS, length=st.integers(0, 1000), months=st.integers(1, 24))
def test_periods_follow_each_other_without_a_gap(first: date, length: int, months: int) -> None:
    """Every day between two days lies in exactly one period, and each begins with the first of a month."""
    last = first + timedelta(days=length)
    found = periods(first, last, months)
    assert found[0].first <= first <= found[0].last and found[-1].first <= last <= found[-1].last
    for one, following in zip(found, found[1:], strict=False):
        assert following.first == one.last + timedelta(days=1)
    assert all(one.first.day == 1 and period_of(one.last, months) == one for one in found)


@CALM
@given(first=DAYS, count=st.integers(1, 36), months=st.integers(1, 12), nth=st.sampled_from([1, 2, 3, 4, -1]))
def test_a_series_has_one_day_a_period_and_none_before_it_begins(
    first: date, count: int, months: int, nth: int
) -> None:
    """So many periods, each its own, each day a Tuesday within it."""
    found = series_days(first, count, months, "tuesday", nth)
    assert len({period for period, _ in found}) == count
    for period, day in found:
        assert first <= day and period.first <= day <= period.last and day.weekday() == 1


@pytest.mark.parametrize(("nth", "day"), [(1, 3), (2, 10), (4, 24), (-1, 31)])
def test_the_nth_tuesday_of_march_2026(nth: int, day: int) -> None:
    """March 2026 begins on a Sunday and has five Tuesdays."""
    assert nth_weekday(2026, 3, "tuesday", nth) == date(2026, 3, day)


@pytest.mark.parametrize(("sittings", "today", "state"), [
    ([], date(2026, 3, 31), "due"), ([], date(2026, 4, 1), "missing"),
    ([("planned", 20)], date(2026, 3, 20), "planned"), ([("planned", 20)], date(2026, 4, 1), "missing"),
    ([("planned", 10)], date(2026, 3, 20), "due"), ([("cancelled", 10), ("held", 20)], date(2026, 4, 1), "held"),
    ([("cancelled", 10)], date(2026, 4, 1), "missing"), ([("minuted", 10)], date(2026, 3, 11), "held"),
])  # fmt: skip
def test_a_month_without_its_meeting_is_missing(sittings: list[tuple[str, int]], today: date, state: str) -> None:
    """Planned is not held, cancelled is nothing, and a month that is not over may still have its meeting."""
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    rows = [Sitting(f"mtg_{at}", date(2026, 3, day), how) for at, (how, day) in enumerate(sittings)]
    assert state_of(march, rows, today) == state
