"""Money is exact: what is written is read, and what is shared out sums to the whole."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.commons.money import Money, share_out

minors = st.integers(min_value=-(10**15), max_value=10**15)
weights = st.dictionaries(st.text(min_size=1, max_size=4), st.integers(0, 10**9), min_size=1, max_size=30)


@given(minors, st.sampled_from(["EUR", "JPY", "TND"]))
def test_an_amount_is_read_as_it_was_written(minor: int, currency: str) -> None:
    """Parsing the decimal string gives the same minor units, whatever the currency's decimals."""
    assert Money.parse(str(Money(minor, currency)), currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["", "1,00", "1.234", "1e3", "NaN", "١", " 1", "1.", "--1", "9" * 30, "1.00\n"])
def test_what_is_not_a_plain_decimal_is_refused(text: str) -> None:
    """Commas, exponents, foreign digits, spaces and too many decimals are no amount."""
    with pytest.raises(ValueError):
        Money.parse(text)


def test_currencies_do_not_mix() -> None:
    """Adding euros to yen is an error, never a number."""
    with pytest.raises(ValueError):
        Money(1, "EUR") + Money(1, "JPY")


@pytest.mark.parametrize(
    ("minor", "rate", "expected"), [(5, "1/10", 1), (4, "1/10", 0), (-5, "1/10", -1), (999, "1/3", 333)]
)
def test_a_portion_rounds_half_away_from_zero(minor: int, rate: str, expected: int) -> None:
    """A rate of an amount is rounded to the cent, half up, the same for a credit and a debit."""
    assert Money(minor).portion(Fraction(rate)).minor == expected


@given(st.integers(0, 10**12), weights.filter(lambda given: any(given.values())))
def test_parts_sum_to_the_whole_and_stay_near_their_quota(total: int, given_weights: dict[str, int]) -> None:
    """The largest remainder leaves no cent over, and no part is a whole cent off its exact share."""
    parts, whole = share_out(total, given_weights), sum(given_weights.values())
    assert sum(parts.values()) == total
    assert all(abs(parts[key] - Fraction(total * weight, whole)) < 1 for key, weight in given_weights.items())


@given(st.integers(0, 10**6), weights.filter(lambda given: any(given.values())))
def test_the_order_of_the_weights_does_not_matter(total: int, given_weights: dict[str, int]) -> None:
    """Who comes first in the mapping gains nothing by it."""
    assert share_out(total, given_weights) == share_out(total, dict(reversed(list(given_weights.items()))))


def test_ties_go_by_key() -> None:
    """Equal remainders are settled by the key, so that anyone can redo the sum."""
    assert share_out(2, {"c": 1, "a": 1, "b": 1}) == {"a": 1, "b": 1, "c": 0}


def test_nothing_to_share_by_is_an_error() -> None:
    """A sum cannot be split over weights that are all zero, nor over negative ones."""
    with pytest.raises(ValueError):
        share_out(1, {"a": 0})
    with pytest.raises(ValueError):
        share_out(1, {"a": -1, "b": 2})
