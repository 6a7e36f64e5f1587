"""The arithmetic of contributions: exact, rounded once, split without a lost cent, within its bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ledger.contributions.rules import Basis, Owing, Period, RateRule, due, read_rules, uncomputed

DAY = date(2026, 2, 1)
QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))
INVOICED, RECEIVED, MARGIN = Basis(), Basis(recognised="received"), Basis("gross_margin", purchases=("60",))
revenues = st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 3, 31)), st.integers(-(10**7), 10**7)), max_size=8)
rates = st.lists(st.fractions(0, 1, max_denominator=1000), min_size=1, max_size=4)


def owing(taken: list[tuple[date, int]], **more: object) -> Owing:
    """An activity that invoiced this."""
    return Owing(**{"code": "A1", "counted": {INVOICED: taken}, **more})  # type: ignore[arg-type]


def cae(**changes: object) -> RateRule:
    """A tenth, since the beginning."""
    return replace(RateRule("cae", Fraction(1, 10), 0, date(2004, 1, 1)), **changes)  # type: ignore[arg-type]


@settings(max_examples=50)
@given(revenues, rates)
def test_contributions_of_all_rules_sum_to_the_rounded_whole(
    taken: list[tuple[date, int]], given_rates: list[Fraction]
) -> None:
    """However many rules share it, the sum is the exact total rounded half up, and each is within a unit of its own."""
    rules = [cae(name=f"rule{n}", rate=rate) for n, rate in enumerate(given_rates)]
    found = due(rules, QUARTER, owing(taken))
    base = sum(amount for _, amount in taken)
    exact = sum(given_rates, Fraction(0)) * base
    assert abs(sum(one.amount for one in found) - exact) <= Fraction(1, 2)
    assert all(abs(one.amount - rate * base) <= 1 for one, rate in zip(found, given_rates, strict=True))


@settings(max_examples=50)
@given(revenues, st.fractions(0, 1, max_denominator=100), st.integers(0, 10**5), st.integers(0, 10**6),
       st.integers(0, 10**6), st.integers(0, 10**6))  # fmt: skip
def test_what_is_due_keeps_its_bounds(
    taken: list[tuple[date, int]], rate: Fraction, fixed: int, least: int, more: int, before: int
) -> None:
    """Never below the minimum nor above the maximum, and never more in a year than the year's, whatever was earned."""
    rule = cae(rate=rate, fixed=fixed, minimum=least, maximum=least + more)
    assert least <= due([rule], QUARTER, owing(taken))[0].amount <= least + more
    yearly = replace(rule, minimum=None, maximum=None, yearly=more)
    found = due([yearly], QUARTER, owing(taken, before={"cae": before}))[0].amount
    assert found <= max(0, more - before)


@settings(max_examples=30)
@given(revenues, revenues)
def test_adding_revenue_later_comes_to_the_same(first: list[tuple[date, int]], late: list[tuple[date, int]]) -> None:
    """What is due for all is what was due first plus the correction: nothing hangs on the order of recording."""
    rules = [cae(), cae(name="training", rate=Fraction(1, 30), fixed=100)]
    whole = sum(one.amount for one in due(rules, QUARTER, owing(first + late)))
    assert whole == sum(one.amount for one in due(rules, QUARTER, owing(late + first)))


def test_half_a_cent_is_rounded_up() -> None:
    """A tenth of 0.05 is 0.005, and so one cent."""
    assert [one.amount for one in due([cae()], QUARTER, owing([(DAY, 5)]))] == [1]


def test_a_rule_of_the_future_asks_for_nothing() -> None:
    """Revenue before a rule's first day contributes nothing under it."""
    assert due([cae(since=date(2027, 1, 1))], QUARTER, owing([(DAY, 1000)])) == []


def test_each_rule_counts_its_own_basis() -> None:
    """Invoiced, received and gross margin are kept apart, and statements can name each."""
    counted = {INVOICED: [(DAY, 1000)], RECEIVED: [(DAY, 400)], MARGIN: [(DAY, 1000), (DAY, -700)]}
    rules = [cae(), cae(name="on_receipts", basis=RECEIVED), cae(name="on_margin", basis=MARGIN)]
    found = {one.rule: (one.basis, one.base, one.amount) for one in due(rules, QUARTER, owing([], counted=counted))}
    assert found == {
        "cae": ("turnover invoiced", 1000, 100), "on_receipts": ("turnover received", 400, 40),
        "on_margin": ("gross_margin invoiced less 60", 300, 30),
    }  # fmt: skip


def test_a_change_of_base_within_the_period_counts_each_on_its_days() -> None:
    """Until January what was invoiced, from February what was received: nothing twice, and both are named."""
    counted = {INVOICED: [(date(2026, 1, 31), 1000), (DAY, 5000)], RECEIVED: [(date(2026, 1, 20), 7000), (DAY, 300)]}
    rules = [cae(), cae(basis=RECEIVED, since=DAY, rate=Fraction(1, 5))]
    (found,) = due(rules, QUARTER, owing([], counted=counted))
    assert (found.base, found.amount, found.rate) == (1300, 160, None)
    assert found.basis == "turnover invoiced, turnover received"


def test_a_monthly_fixed_part_is_due_for_each_month_that_was_open() -> None:
    """Three months end in the quarter; opened in February, two; raised in March, each at its own price."""
    rule = cae(rate=Fraction(0), fixed=500, monthly=True)
    assert due([rule], QUARTER, owing([]))[0].amount == 1500
    assert due([rule], QUARTER, owing([], opened_on=DAY))[0].amount == 1000
    assert due([rule, replace(rule, fixed=800, since=date(2026, 3, 1))], QUARTER, owing([]))[0].amount == 1800
    assert due([replace(rule, monthly=False)], QUARTER, owing([]))[0].amount == 500


def test_the_rules_of_the_bylaws_are_read_whole() -> None:
    """Every key has its place, amounts are minor units, and what is not said has no bound."""
    told = {"name": "cae", "base": "gross_margin", "recognised": "invoiced", "rate": "1/8", "fixed": "2.50",
            "fixed_per": "month", "minimum": "1.00", "maximum": "900.00", "maximum_per_year": "2000.00",
            "purchases": ["611", "60"], "from": "2026-01-01", "category": "member"}  # fmt: skip
    (rule,) = read_rules([told], "EUR")
    assert rule == RateRule(
        "cae", Fraction(1, 8), 250, date(2026, 1, 1), "member", None, Basis("gross_margin", "invoiced", ("60", "611")),
        True, 100, 90000, 200000,
    )  # fmt: skip
    (plain,) = read_rules([{"name": "cae", "rate": "0.1", "fixed": "0", "from": "2004-01-01"}], "EUR")
    assert plain == cae() and uncomputed([plain]) is None


@pytest.mark.parametrize("strange", [Basis("gross_margin", "received", ("60",)), Basis("wages", "invoiced")])
def test_a_base_that_is_not_computed_is_found(strange: Basis) -> None:
    """A base beyond the three is not counted as if it were another."""
    assert uncomputed([cae(), cae(basis=strange)]) == cae(basis=strange)
