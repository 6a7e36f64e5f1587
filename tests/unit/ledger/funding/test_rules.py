"""Schedules: exact to the cent, checked against closed forms and decimal arithmetic."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from services.ledger.funding.rules import (
    METHODS,
    Terms,
    accrued,
    annuity,
    part_of_period,
    released_until,
    schedule,
)

FIRST = date(2026, 1, 31)
RATES = st.integers(0, 200_000).map(lambda millionths: Fraction(millionths, 1_000_000))


def terms(rate: str, months: int, method: str, every: int = 1) -> Terms:
    """Write the terms of a loan."""
    return Terms(Fraction(rate), months, every, method)


def test_a_bank_schedule_is_that_of_the_textbook() -> None:
    """100,000 at 4.2 % over 60 months: 1,850.69 a month, the last one takes the rest."""
    plan = schedule(10_000_000, terms("0.042", 60, "constant_annuity"), FIRST)
    assert {one.principal + one.interest for one in plan[:-1]} == {185_069}
    assert (plan[0].interest, plan[0].principal, plan[0].balance) == (35_000, 150_069, 9_849_931)
    assert len(plan) == 60 and plan[-1].balance == 0
    assert abs(plan[-1].principal + plan[-1].interest - 185_069) <= 60
    assert [plan[place].due_on for place in (0, 1, 2)] == [FIRST, date(2026, 2, 28), date(2026, 3, 31)]


def test_each_method_pays_in_its_own_way() -> None:
    """Constant capital falls in interest; a loan at term pays interest and then all; no interest, no empty line."""
    constant = schedule(1_000, terms("0.12", 3, "constant_capital"), FIRST)
    told = [(one.principal, one.interest, one.balance) for one in constant]
    assert told == [(333, 10, 667), (333, 7, 334), (334, 3, 0)]
    at_term = schedule(100_000, terms("0.02", 24, "at_term", 12), FIRST)
    assert [(one.principal, one.interest) for one in at_term] == [(0, 2_000), (100_000, 2_000)]
    free = schedule(100_000, terms("0", 24, "at_term", 12), FIRST)
    assert [(one.number, one.due_on, one.principal) for one in free] == [(1, date(2027, 1, 31), 100_000)]


@settings(max_examples=50, deadline=None)
@given(st.integers(10**5, 10**10), RATES, st.integers(1, 360))
def test_the_annuity_is_the_closed_form_in_decimals(amount: int, rate: Fraction, months: int) -> None:
    """P·i / (1 − (1 + i)⁻ⁿ) computed with 60 digits lies within half a cent of it; a half itself may go either way."""
    with localcontext() as context:
        context.prec = 60
        monthly = Decimal(rate.numerator) / Decimal(rate.denominator) / 12
        exact = Decimal(amount) / months
        if monthly:
            exact = amount * monthly / (1 - (1 + monthly) ** -months)
        assert abs(annuity(amount, rate / 12, months) - exact) <= Decimal("0.5") + Decimal("1e-40")


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**9), RATES, st.integers(1, 240), st.sampled_from([1, 3, 12]), st.sampled_from(METHODS))
def test_principal_sums_to_the_loan_and_nothing_is_left(
    extra: int, rate: Fraction, periods: int, every: int, method: str
) -> None:
    """Whatever the terms; each period's interest is its rate on the balance, rounded half up."""
    amount = periods + extra
    plan = schedule(amount, Terms(rate, periods * every, every, method), FIRST)
    assert sum(one.principal for one in plan) == amount and plan[-1].balance == 0
    assert all(one.principal >= 0 and one.interest >= 0 and one.principal + one.interest > 0 for one in plan)
    assert [one.number for one in plan] == list(range(1, len(plan) + 1))
    balance = amount
    for one in plan:
        exact = Decimal(balance) * rate.numerator * every / (Decimal(rate.denominator) * 12)
        assert one.interest == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
        balance -= one.principal
        assert one.balance == balance


def test_interest_runs_by_days_within_its_period() -> None:
    """What fell due counts whole, the period in progress pro rata to its days, nothing before it began."""
    unpaid = [(date(2026, 2, 15), 3_100), (date(2026, 3, 15), 2_800)]
    begun = date(2026, 1, 15)
    assert accrued(unpaid, begun, date(2026, 1, 15)) == 0
    assert accrued(unpaid, begun, date(2026, 1, 31)) == 1_600
    assert accrued(unpaid, begun, date(2026, 2, 25)) == 3_100 + 1_000
    assert accrued(unpaid, begun, date(2027, 1, 1)) == 5_900
    rate = Fraction(1, 100)
    assert part_of_period(10_000, rate, begun, date(2026, 2, 15), date(2026, 1, 31)) == 52
    assert part_of_period(10_000, rate, begun, date(2026, 2, 15), date(2026, 5, 1)) == 100


def test_an_investment_subsidy_is_released_month_by_month() -> None:
    """Nothing before the first month has ended, all when the last one has, and each part exactly."""
    begins = date(2026, 1, 1)
    days = [date(2026, 1, 30), date(2026, 1, 31), date(2026, 12, 31), date(2028, 12, 31), date(2040, 1, 1)]
    assert [released_until(1_000, begins, 36, day) for day in days] == [0, 28, 333, 1_000, 1_000]
