"""Schedules of loans, interest for a part of a period, and what of a subsidy is released: pure, in minor units.

Invariants of a schedule: the principal of the instalments sums to the loan, the balance after the last one is zero,
no instalment is empty, and no principal is below zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from services.commons.calendar import months_later

METHODS = ("constant_annuity", "constant_capital", "at_term")


class Instalment(NamedTuple):
    """What falls due on a day; ``balance`` is the principal that is left after it."""

    number: int
    due_on: date
    principal: int
    interest: int
    balance: int


class Terms(NamedTuple):
    """The terms of a loan: its nominal yearly rate, its number of months, and how many months a period has."""

    rate: Fraction
    months: int
    every_months: int
    method: str

    @property
    def periods(self) -> int:
        """How many instalments there are."""
        return self.months // self.every_months

    @property
    def period_rate(self) -> Fraction:
        """The rate of one period: the yearly rate pro rata to its months (proportional, not compound)."""
        return self.rate * self.every_months / 12


def rounded(exact: Fraction) -> int:
    """Round half up (amounts here are never below zero)."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def annuity(amount: int, rate: Fraction, periods: int) -> int:
    """Return the constant instalment, P·i / (1 − (1 + i)⁻ⁿ), rounded half up; P / n without interest."""
    if rate == 0:
        return rounded(Fraction(amount, periods))
    grown = (1 + rate) ** periods
    return rounded(amount * rate * grown / (grown - 1))


def schedule(amount: int, terms: Terms, first_due_on: date, *, first: int = 1) -> list[Instalment]:
    """Return the instalments of a loan, numbered from ``first``.

    The interest of a period is its rate on the balance, rounded half up to the minor unit; the last instalment takes
    the rest of the principal. The time before the first due day counts as one period, whatever its length. Rounding
    may pay a long loan off a few instalments early: the schedule ends there.
    """
    rate, count = terms.period_rate, terms.periods
    constant = annuity(amount, rate, count) if terms.method == "constant_annuity" else 0
    part = rounded(Fraction(amount, count)) if terms.method == "constant_capital" else 0
    found: list[Instalment] = []
    balance = amount
    for place in range(count):
        interest = rounded(balance * rate)
        principal = max(constant - interest, 0) if terms.method == "constant_annuity" else part
        principal = balance if place == count - 1 else min(principal, balance)
        balance -= principal
        if principal or interest:
            number = first + len(found)
            found.append(Instalment(number, due_on(first_due_on, place, terms), principal, interest, balance))
        if balance == 0:
            break
    return found


def due_on(first: date, place: int, terms: Terms) -> date:
    """Return the day on which the instalment at a place falls due, counted from the first."""
    return months_later(first, place * terms.every_months)


def accrued(unpaid: Sequence[tuple[date, int]], since: date, until: date) -> int:
    """Return the interest that has run until a day, that day included, on instalments (due day, interest) to be paid.

    What fell due counts whole; the period in progress, which began after ``since``, pro rata to its days.
    """
    total = 0
    for due, interest in unpaid:
        if due <= until:
            total += interest
        elif until > since:
            total += rounded(Fraction(interest * (until - since).days, (due - since).days))
        since = max(since, due)
    return total


def part_of_period(amount: int, rate: Fraction, since: date, due: date, until: date) -> int:
    """Return the interest on an amount for the days of a period that have passed, at the rate of the period."""
    length = max((due - since).days, 1)
    passed = min(max((until - since).days, 0), length)
    return rounded(amount * rate * Fraction(passed, length))


def released_until(amount: int, begins: date, months: int, until: date) -> int:
    """Return how much of an investment subsidy is released until a day included, straight over months.

    A month counts when it has ended, so that nothing is released before the asset has served.
    """
    passed = 0
    while passed < months and months_later(begins, passed + 1) - timedelta(days=1) <= until:
        passed += 1
    return rounded(Fraction(amount * passed, months))
