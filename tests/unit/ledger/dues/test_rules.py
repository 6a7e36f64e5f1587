"""What the bylaws say a member owes for a year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.commons.money import Money
from services.ledger.dues.rules import due_after, tariff_of, yearly

OLD = {"category": "member", "base": "fixed", "amount": "500.00", "period_months": 12, "from": "1937-01-01"}
NEW = {**OLD, "amount": "550.00", "from": "2026-07-01"}


@pytest.mark.parametrize(
    ("category", "day", "tariff"),
    [("member", date(2026, 6, 30), OLD), ("member", date(2026, 7, 1), NEW), ("partner", date(2026, 7, 1), None),
     ("member", date(1936, 12, 31), None)],
)  # fmt: skip
def test_the_tariff_that_began_last_is_in_force(category: str, day: date, tariff: dict[str, object] | None) -> None:
    """From its first day on, for its category alone."""
    assert tariff_of([NEW, OLD], category, day) == tariff


@pytest.mark.parametrize(
    ("changed", "owed"),
    [({}, "500.00"), ({"period_months": 3}, "2000.00"), ({"period_months": 24, "amount": "10.01"}, "5.01"),
     ({"base": "turnover"}, None), ({"amount": "0.00"}, None)],
)  # fmt: skip
def test_the_dues_of_a_year_are_pro_rata_to_twelve_months(changed: dict[str, object], owed: str | None) -> None:
    """Quarterly dues four times, those of two years half, rounded half up; none that the books cannot know."""
    assert yearly({**OLD, **changed}, "EUR") == (None if owed is None else Money.parse(owed))


def test_a_category_without_a_tariff_owes_nothing() -> None:
    """Nothing is owed that the bylaws do not say."""
    assert yearly(None, "EUR") is None


@settings(max_examples=30)
@given(st.dates(), st.integers(0, 365))
def test_dues_fall_due_so_many_days_later_within_the_calendar(day: date, days: int) -> None:
    """Never before the call, and never beyond the last day that there is."""
    due = due_after(day, days)
    assert due == date.max or (due - day).days == days
