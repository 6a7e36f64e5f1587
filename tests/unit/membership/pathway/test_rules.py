"""Deadlines and interviews, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.membership.engagements.rules import day_after, day_before, last_day, renewed_before, unbroken_until
from services.membership.pathway.rules import (
    Contract,
    associate_by,
    employed_since,
    interview_year,
    interviews_missing,
    support_days,
    thresholds_reached,
)
from services.membership.register.rules import Period

# The machine may be busy with other tests.
CALM = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("starts_on", "months", "ends_on"),
    [("2025-02-03", 12, "2026-02-02"), ("2024-02-29", 12, "2025-02-28"), ("2025-08-31", 6, "2026-02-28"),
     ("2025-01-01", 36, "2027-12-31")],
)  # fmt: skip
def test_months_end_on_the_day_before(starts_on: str, months: int, ends_on: str) -> None:
    """A year that begins on the third ends on the second; in a shorter month with the month."""
    assert last_day(date.fromisoformat(starts_on), months) == date.fromisoformat(ends_on)


def test_the_calendar_has_an_end() -> None:
    """Whatever day a request may name is answered, not crashed on."""
    assert last_day(date.max, 12) == date.max and day_after(date.max) == date.max
    assert day_before(date.min) == date.min


@CALM
@given(DAYS, st.integers(1, 36))
def test_time_in_support_is_taken_off_the_time_to_become_an_associate(began: date, months: int) -> None:
    """Support and employment without a gap: three years from the first day of support, leap days aside."""
    support = Contract("e1", "support", "CAPE", began, last_day(began, months))
    employed = day_after(last_day(began, months))
    due = associate_by(employed, support_days([support], employed), 36)
    assert due >= employed
    assert abs((due - max(employed, last_day(began, 36))).days) <= 3
    assert due <= last_day(employed, 36)


@CALM
@given(DAYS, st.integers(0, 4000))
def test_every_day_lies_in_one_year_of_the_pathway(first: date, later: int) -> None:
    """The years follow one another without a gap, each a year long."""
    on = first + timedelta(days=later)
    start, end = interview_year(first, on)
    assert start <= on <= end and 364 <= (end - start).days <= 366
    if start > first:
        assert interview_year(first, day_before(start))[1] == day_before(start)


@CALM
@given(DAYS, st.integers(0, 2000), st.lists(st.integers(0, 2000), max_size=8), st.integers(0, 4))
def test_interviews_held_and_missed_are_those_of_their_years(
    first: date, later: int, held: list[int], owed: int
) -> None:
    """None is counted in two years, and a year lacks no more than it owes."""
    on = first + timedelta(days=later)
    days = [first + timedelta(days=one) for one in held]
    now, missed = interviews_missing(first, on, owed, days)
    start, _ = interview_year(first, on)
    assert now == sum(start <= day <= on for day in days)
    assert 0 <= missed <= owed
    if start == first:
        assert missed == 0


@CALM
@given(DAYS, st.integers(-400, 400), st.lists(st.integers(1, 365), max_size=4))
def test_a_warning_comes_once_its_days_are_reached(due_on: date, before: int, thresholds: list[int]) -> None:
    """As the deadline comes nearer, warnings are only added; once it has passed, all are there."""
    on = due_on - timedelta(days=before)
    reached = thresholds_reached(due_on, on, thresholds)
    assert reached == sorted({days for days in thresholds if before <= days}, reverse=True)
    assert set(reached) <= set(thresholds_reached(due_on, on + timedelta(days=1), thresholds))


def test_a_contract_signed_anew_is_a_renewal() -> None:
    """Without a gap it counts; after a gap of a day it begins afresh."""
    held = [(date(2023, 1, 1), date(2023, 12, 31), 0), (date(2024, 1, 1), date(2024, 12, 31), 0)]
    assert renewed_before(date(2025, 1, 1), held) == 2
    assert renewed_before(date(2025, 1, 2), held) == 0
    assert renewed_before(date(2025, 1, 1), [(date(2023, 1, 1), date(2024, 12, 31), 1)]) == 2


@CALM
@given(DAYS, st.lists(st.integers(1, 400), min_size=1, max_size=6), st.integers(2, 30))
def test_contracts_without_a_gap_are_one_employment(began: date, lengths: list[int], gap: int) -> None:
    """However often it is signed anew; support in between, or a day without a contract, begins another."""
    contracts, day = [], began
    for place, length in enumerate(lengths):
        contracts.append(Contract(f"e{place}", "employment", "CDI", day, day + timedelta(days=length - 1)))
        day += timedelta(days=length)
    assert employed_since(contracts, contracts[-1]) == began
    later = Contract("later", "employment", "CDI", day + timedelta(days=gap - 1), None)
    assert employed_since([*contracts, later], later) == later.started_on
    support = Contract("support", "support", "CAPE", day, later.started_on - timedelta(days=1))
    assert employed_since([*contracts, support, later], later) == later.started_on


@CALM
@given(DAYS, st.lists(st.tuples(st.integers(-40, 40), st.none() | st.integers(0, 40)), max_size=6))
def test_whoever_is_tied_is_so_on_every_day_until_the_last(day: date, given_: list[tuple[int, int | None]]) -> None:
    """Each day up to the last one is covered, the day after is not; without an end there is an open period."""
    starts = [(day + timedelta(days=first), length) for first, length in given_]
    ties = [Period(one, None if length is None else one + timedelta(days=length)) for one, length in starts]
    last = unbroken_until(ties, day)

    def covered(on: date) -> bool:
        return any(tie.covers(on) for tie in ties)

    until = day + timedelta(days=400) if last is None else last
    assert all(covered(day + timedelta(days=one)) for one in range((until - day).days + 1))
    assert last is None or not covered(last + timedelta(days=1))
