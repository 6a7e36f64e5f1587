"""What time alone changes, the counter's journal, make-ups and named weeks: rules without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.membership.shifts.rules import (
    Account,
    Answer,
    MakeUpRules,
    Rest,
    Rotation,
    Served,
    Step,
    answer_on,
    make_ups,
    movements,
    standing_on,
    steps_ahead,
    until_of,
)
from services.membership.shifts.rules.ahead import Days, joined_on
from tests.unit.membership.shifts.test_rules import ALPAR, CALM, DAYS, MARKS, SINCE, rests

FIRST = SINCE + timedelta(days=40)
NEAR = st.integers(-30, 150).map(lambda offset: SINCE + timedelta(days=offset))


@st.composite
def spans(draw: st.DrawFn) -> list[Days]:
    """Draw periods that do not overlap, some of them adjoining."""
    days = sorted(set(draw(st.lists(NEAR, max_size=5))))
    found = [Days(start, end - timedelta(days=draw(st.integers(1, 2))))
             for start, end in zip(days, days[1:], strict=False)]  # fmt: skip
    found = [one for one in found if one.ends_on is not None and one.ends_on >= one.starts_on]
    return [*found, Days(days[-1])] if days else found


@CALM
@given(spans(), spans(), st.lists(rests(), max_size=2),
       st.lists(st.tuples(NEAR, st.sampled_from(["missed", "excused"])), max_size=4), st.integers(0, 4))  # fmt: skip
def test_the_steps_ahead_say_what_each_day_would_answer(
    memberships: list[Days], suspended: list[Days], resting: list[Rest], coming: list[tuple[date, str]], missed: int
) -> None:
    """On every one of the next hundred days, the last step taken is the answer of that day; no step is idle."""
    later = [(on, what) for on, what in coming if on > FIRST]
    account = Account(FIRST, SINCE, memberships, suspended, resting, {"missed": missed}, later)
    last = FIRST + timedelta(days=100)
    steps = steps_ahead(account, FIRST, last, lambda day: ALPAR)
    for offset in range(101):
        day = FIRST + timedelta(days=offset)
        taken = [step for step in steps if step.on <= day][-1]
        assert taken.answer == answer_on(account, day, ALPAR), day
    assert all(one.answer != two.answer for one, two in zip(steps, steps[1:], strict=False))


def test_until_is_the_day_before_serving_changes() -> None:
    """From up to date to alert nothing changes at the till; the day before not_served is the last."""
    steps = [Step(FIRST, Answer(True, "up_to_date")), Step(FIRST + timedelta(days=3), Answer(True, "alert")),
             Step(FIRST + timedelta(days=9), Answer(False, "not_served"))]  # fmt: skip
    assert until_of(steps) == FIRST + timedelta(days=8)
    assert until_of(steps[:2]) is None


def test_a_move_does_not_interrupt_a_membership_but_leaving_does() -> None:
    """Periods that adjoin are one; after a gap, counting begins anew."""
    first = Days(date(2020, 1, 1), date(2020, 12, 31))
    moved, back = Days(date(2021, 1, 1), date(2021, 6, 30)), Days(date(2022, 1, 1))
    assert joined_on([back, moved, first], date(2021, 3, 1)) == date(2020, 1, 1)
    assert joined_on([back, moved, first], date(2021, 8, 1)) is None
    assert joined_on([back, moved, first], date(2023, 1, 1)) == date(2022, 1, 1)


@CALM
@given(DAYS, st.lists(st.tuples(DAYS, MARKS.map(lambda marks: marks[0] if marks else "attended")), max_size=12),
       st.lists(rests(), max_size=3))  # fmt: skip
def test_the_journal_ends_with_the_balance_of_the_standing(
    day: date, marks: list[tuple[date, str]], resting: list[Rest]
) -> None:
    """Every movement adds up, and the last balance is that of the standing of the same facts."""
    moved = movements(SINCE, day, [(on, what, "shf") for on, what in marks], resting, ALPAR)
    counted = [what for on, what in marks if on <= day]
    assert moved[-1].balance == standing_on(day, SINCE, counted, resting, ALPAR).balance
    assert sum(one.gain for one in moved) == moved[-1].balance
    assert [one.on for one in moved[1:]] == sorted(one.on for one in moved[1:])


def _served(*marks: tuple[str, bool]) -> list[Served]:
    return [Served(SINCE + timedelta(days=at), what, is_make_up) for at, (what, is_make_up) in enumerate(marks)]


@pytest.mark.parametrize(
    ("marks", "owed"),
    [
        ([("missed", False)], 2),
        ([("missed", False), ("attended", True)], 1),
        ([("missed", False), ("attended", True), ("attended", True), ("attended", True), ("excused", False)], 1),
        ([("missed", False), ("attended", False)], 2),
        ([("missed", False), ("missed", True)], 3),
        ([("replaced", False)], 1),
    ],
)
def test_make_ups_by_the_counters_of_alpar(marks: list[tuple[str, bool]], owed: int) -> None:
    """A missed shift is made up twice; an ordinary shift makes up for nothing; none is served in advance."""
    assert make_ups(_served(*marks), MakeUpRules.read({}, ALPAR)).owed == owed


def test_what_the_bylaws_write_of_make_ups_goes_before_the_counters() -> None:
    """Only what they are silent on follows from the counters."""
    rules = MakeUpRules.read({"make_ups": {"missed": 1}}, ALPAR)
    assert rules.owed == {"missed": 1, "excused": 1, "replaced": 1}


@CALM
@given(st.dates(date(2017, 1, 1), date(2030, 1, 1)))
def test_the_weeks_come_back_in_turn(day: date) -> None:
    """A week keeps its name from Monday to Sunday; the next one has the next name, also before the start."""
    weeks = Rotation(4, date(2018, 6, 8))
    monday = day - timedelta(days=day.weekday())
    assert {weeks.letter_of(monday + timedelta(days=n)) for n in range(7)} == {weeks.letter_of(day)}
    following = weeks.letters[(weeks.letters.index(weeks.letter_of(day)) + 1) % 4]
    assert weeks.letter_of(day + timedelta(days=7)) == following
    assert weeks.letter_of(date(2018, 6, 4)) == "A"
