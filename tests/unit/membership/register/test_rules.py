"""The rules of the register."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.membership.register.rules import Period, earliest_end, overlapped_by, state_on

DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 1))
JANUARY = Period(date(2020, 1, 1), date(2020, 1, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Draw a period that is not backwards, open or closed."""
    start = draw(DAYS)
    return Period(start, draw(st.none() | st.dates(start, date(2020, 3, 10))))


@given(periods(), periods())
def test_two_periods_overlap_exactly_when_they_share_a_day(one: Period, other: Period) -> None:
    """The comparison of ends says the same as looking at each day."""
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(90)]
    assert one.overlaps(other) == other.overlaps(one) == any(one.covers(day) and other.covers(day) for day in days)


def test_names_the_period_that_is_overlapped() -> None:
    """The last day is inclusive: a period that starts on it overlaps, one that starts the day after does not."""
    assert overlapped_by(Period(date(2020, 1, 31)), [JANUARY]) == JANUARY
    assert overlapped_by(Period(date(2020, 2, 1)), [JANUARY]) is None


@pytest.mark.parametrize(
    ("day", "noticed_on", "suspended", "state"),
    [
        (date(2020, 1, 1), None, False, "active"),
        (date(2020, 1, 14), date(2020, 1, 15), False, "active"),
        (date(2020, 1, 15), date(2020, 1, 15), False, "leaving"),
        (date(2020, 1, 31), date(2020, 1, 15), False, "leaving"),
        (date(2020, 1, 20), date(2020, 1, 15), True, "suspended"),
        (date(2020, 2, 1), date(2020, 1, 15), True, "former"),
    ],
)
def test_state_of_a_membership(day: date, noticed_on: date | None, suspended: bool, state: str) -> None:
    """The last day is still one of membership; a suspension hides a departure, and nothing hides the end."""
    assert state_on(day, JANUARY, noticed_on=noticed_on, suspended=suspended, applied_on=None) == state


def test_state_without_a_membership() -> None:
    """Who applied is an applicant from that day on; anybody else has no state."""
    applied = date(2020, 1, 5)
    states = [
        state_on(applied + timedelta(days=n), None, noticed_on=None, suspended=False, applied_on=applied)
        for n in (-1, 0)
    ]
    assert states == [None, "applicant"]
    assert state_on(applied, None, noticed_on=None, suspended=False, applied_on=None) is None


def test_notice_binds_only_who_resigns() -> None:
    """A death or an exclusion takes effect at once."""
    assert earliest_end(date(2020, 1, 1), "resignation", 30) == date(2020, 1, 31)
    assert earliest_end(date(2020, 1, 1), "death", 30) == date(2020, 1, 1)
