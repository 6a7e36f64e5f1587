"""Standing, derived from what a member did and the counters of the bylaws."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.membership.shifts.rules import CounterRules, Rest, cycle_ends, free_places, next_cycle_end, standing_on

ALPAR = CounterRules.read({
    "cycle_days": 28,
    "counters": {"initial": 1, "cycle": -1, "attended": 1, "missed": -1, "excused": 0, "replaced": 0},
    "standings": {"alert_below": 0, "not_served_below": -2},
})  # fmt: skip
SINCE = date(2026, 1, 1)
ORDER = ("not_served", "alert", "up_to_date", "on_leave", "exempt")
MARKS = st.lists(st.sampled_from(["enrolled", "attended", "missed", "excused", "replaced", "withdrawn"]), max_size=15)
# The first draws take a while on a busy machine.
CALM = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(SINCE, date(2026, 12, 31))


@st.composite
def rests(draw: st.DrawFn) -> Rest:
    """Draw a leave or an exemption."""
    start, kind = draw(DAYS), draw(st.sampled_from(["leave", "exemption"]))
    return Rest(kind, start, draw(st.none() | st.dates(start, date(2027, 1, 1))))


@pytest.mark.parametrize(
    ("cycles", "marks", "standing", "balance"),
    [
        (0, [], "up_to_date", 1),
        (1, [], "up_to_date", 0),
        (2, [], "alert", -1),
        (3, [], "alert", -2),
        (4, [], "not_served", -3),
        (2, ["attended"], "up_to_date", 0),
        (2, ["excused"], "alert", -1),
        (1, ["missed"], "alert", -1),
        (1, ["replaced", "withdrawn", "enrolled"], "up_to_date", 0),
        (12, ["attended"] * 12, "up_to_date", 1),
    ],
)
def test_the_counter_of_alpar(cycles: int, marks: list[str], standing: str, balance: int) -> None:
    """One shift a cycle keeps a member up to date; below zero is alert, below minus two the shop does not serve."""
    found = standing_on(SINCE + timedelta(days=28 * cycles), SINCE, marks, [], ALPAR)
    assert (found.standing, found.balance, found.owed) == (standing, balance, cycles)


def test_a_cycle_counts_when_it_is_complete() -> None:
    """On the last day of a cycle nothing is owed yet; the standing lasts until then."""
    last = SINCE + timedelta(days=27)
    assert cycle_ends(SINCE, last, 28) == []
    assert cycle_ends(SINCE, last + timedelta(days=1), 28) == [last + timedelta(days=1)]
    assert next_cycle_end(SINCE, last, 28) == last
    assert next_cycle_end(SINCE, last + timedelta(days=1), 28) == last + timedelta(days=28)


def test_before_the_first_shift_nobody_owes() -> None:
    """As long as there is no calendar, or before it begins, everybody is up to date."""
    assert standing_on(SINCE, None, [], [], ALPAR).standing == "up_to_date"
    assert standing_on(SINCE - timedelta(days=400), SINCE, [], [], ALPAR).balance == 1


def test_an_exemption_goes_before_a_leave() -> None:
    """Both on one day: exempt, until the exemption ends; a leave without an end has no until."""
    both = [Rest("leave", SINCE), Rest("exemption", SINCE, date(2026, 2, 1))]
    exempt = standing_on(SINCE, SINCE, [], both, ALPAR)
    assert (exempt.standing, exempt.until) == ("exempt", date(2026, 2, 1))
    later = standing_on(date(2026, 2, 2), SINCE, [], both, ALPAR)
    assert (later.standing, later.until) == ("on_leave", None)


def test_a_leave_pauses_what_is_owed() -> None:
    """Cycles that end during a leave ask for nothing, those after it do."""
    leave = [Rest("leave", SINCE, SINCE + timedelta(days=56))]
    assert standing_on(SINCE + timedelta(days=84), SINCE, [], leave, ALPAR).owed == 1


@CALM
@given(DAYS, MARKS, st.lists(rests(), max_size=3))
def test_serving_never_harms_and_missing_never_helps(day: date, marks: list[str], resting: list[Rest]) -> None:
    """One attendance more never lowers a standing, one missed shift more never raises it."""
    rank = {standing: at for at, standing in enumerate(ORDER)}
    now = standing_on(day, SINCE, marks, resting, ALPAR)
    assert rank[standing_on(day, SINCE, [*marks, "attended"], resting, ALPAR).standing] >= rank[now.standing]
    assert rank[standing_on(day, SINCE, [*marks, "missed"], resting, ALPAR).standing] <= rank[now.standing]


@CALM
@given(DAYS, MARKS, st.lists(rests(), max_size=3))
def test_the_order_of_what_is_on_record_is_all_one(day: date, marks: list[str], resting: list[Rest]) -> None:
    """A standing follows from the facts, not from the order in which they were entered."""
    in_order = standing_on(day, SINCE, sorted(marks), sorted(resting, key=str), ALPAR)
    assert in_order == standing_on(day, SINCE, marks, resting, ALPAR)


@CALM
@given(DAYS, MARKS, st.lists(rests(), max_size=3), rests())
def test_a_rest_more_never_lowers_a_balance(day: date, marks: list[str], resting: list[Rest], more: Rest) -> None:
    """Who is granted a leave owes no more than without it."""
    with_it = standing_on(day, SINCE, marks, [*resting, more], ALPAR)
    assert with_it.balance >= standing_on(day, SINCE, marks, resting, ALPAR).balance
    assert (with_it.standing in ("exempt", "on_leave")) >= more.covers(day)


def test_free_places_are_never_negative() -> None:
    """A stand-in beyond the capacity leaves no place free, and no less."""
    assert free_places({"member": 2, "leader": 1}, {"member": 3}) == {"member": 0, "leader": 1}
