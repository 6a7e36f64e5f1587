"""Seats and terms."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.membership.governance.rules import (
    Term,
    end_of_term,
    free_seats,
    incompatible_bodies,
    is_too_long,
    most_held,
)

DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 28))


@st.composite
def terms(draw: st.DrawFn) -> Term:
    """Draw a term of at most two months."""
    start = draw(DAYS)
    return Term(start, start + timedelta(days=draw(st.integers(0, 60))))


@pytest.mark.parametrize(
    ("starts_on", "months", "ends_on"),
    [
        (date(2026, 6, 8), 24, date(2028, 6, 7)),
        (date(2026, 1, 1), 24, date(2027, 12, 31)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
    ],
)
def test_a_term_ends_the_day_before_its_anniversary(starts_on: date, months: int, ends_on: date) -> None:
    """Both days are inclusive, so that two terms in a row leave no gap and share no day."""
    assert end_of_term(starts_on, months) == ends_on


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 72))
def test_a_term_is_never_longer_than_its_months(starts_on: date, months: int) -> None:
    """Whatever the day, the term ends within the month that many months later."""
    ends_on = end_of_term(starts_on, months)
    apart = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    assert starts_on <= ends_on
    assert apart in (months, months - 1)


@given(st.lists(terms(), max_size=8), terms())
def test_the_most_held_is_that_of_the_fullest_day(held: list[Term], window: Term) -> None:
    """Looking at the days on which terms start says the same as looking at every day."""
    days = [window.starts_on + timedelta(days=n) for n in range((window.ends_on - window.starts_on).days + 1)]
    assert most_held(held, window) == max(sum(term.covers(day) for term in held) for day in days)
    assert free_seats(3, held, window) == max(0, 3 - most_held(held, window))


def test_one_seat_held_in_turn_is_one_seat() -> None:
    """A successor who starts the day after does not count beside the predecessor."""
    first, second = Term(date(2026, 1, 1), date(2026, 1, 31)), Term(date(2026, 2, 1), date(2026, 3, 1))
    assert most_held([first, second], Term(date(2026, 1, 1), date(2026, 3, 1))) == 1


def test_the_law_allows_six_years() -> None:
    """72 months are six years, 73 are more."""
    assert (is_too_long(72, 6), is_too_long(73, 6)) == (False, True)


def test_incompatibility_works_both_ways() -> None:
    """Each entry names bodies that exclude each other."""
    listed = [["committee", "supervisors"], ["board", "supervisors"]]
    assert incompatible_bodies("supervisors", listed) == {"committee", "board"}
    assert incompatible_bodies("committee", listed) == {"supervisors"}
