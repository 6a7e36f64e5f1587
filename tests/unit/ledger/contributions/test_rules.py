"""The arithmetic of contributions: exact, rounded once, split without a lost cent."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.ledger.contributions.rules import RateRule, due

DAY = date(2026, 2, 1)
revenues = st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 3, 31)), st.integers(-(10**7), 10**7)), max_size=8)
rates = st.lists(st.fractions(0, 1, max_denominator=1000), min_size=1, max_size=4)


@given(revenues, rates)
def test_contributions_of_all_rules_sum_to_the_rounded_whole(
    taken: list[tuple[date, int]], given_rates: list[Fraction]
) -> None:
    """However many rules share it, the sum is the exact total rounded half up, and each is within a unit of its own."""
    rules = [RateRule(f"rule{n}", rate, 0, date(2004, 1, 1)) for n, rate in enumerate(given_rates)]
    found = due(rules, taken, date(2026, 3, 31), None, "A1")
    base = sum(amount for _, amount in taken)
    exact = sum(given_rates, Fraction(0)) * base
    assert abs(sum(one.amount for one in found) - exact) <= Fraction(1, 2)
    assert all(abs(one.amount - rate * base) <= 1 for one, rate in zip(found, given_rates, strict=True))


def test_half_a_cent_is_rounded_up() -> None:
    """A tenth of 0.05 is 0.005, and so one cent."""
    assert [one.amount for one in due([RateRule("cae", Fraction(1, 10), 0, DAY)], [(DAY, 5)], DAY, None, "A1")] == [1]


def test_a_rule_of_the_future_asks_for_nothing() -> None:
    """Revenue before a rule's first day contributes nothing under it."""
    rules = [RateRule("cae", Fraction(1, 10), 0, date(2027, 1, 1))]
    assert due(rules, [(DAY, 1000)], DAY, None, "A1") == []
