"""VAT lines add up, returns fit their sale, households share exactly."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.ledger.sales.rules import VatPart, attributed, ill_returned, misadded, written_rate, wrong_rate

STANDARD, REDUCED = Fraction(1, 5), Fraction(55, 1000)


def test_vat_lines_sum_to_the_amount_and_the_vat() -> None:
    """Net amounts and VAT make the amount; the VAT of the lines makes the VAT."""
    parts = [VatPart(REDUCED, 1000, 55), VatPart(STANDARD, 500, 100)]
    assert misadded(parts, 1655, 155) is None
    assert misadded(parts, 1656, 155) == "net amounts and VAT do not sum to the amount"
    assert misadded(parts, 1655, 154) == "the VAT of the lines does not sum to the VAT"
    assert misadded([parts[0], parts[0]], 2110, 110) == "a rate comes twice"


def test_vat_may_be_off_by_rounding_only() -> None:
    """Five cents, or a hundredth of the net amount, are rounding; the VAT of another rate is not."""
    assert misadded([VatPart(STANDARD, 100, 25)], None, None) is None
    assert misadded([VatPart(STANDARD, 100, 26)], None, None) == "VAT at 0.2 is not that rate of the net amount"
    assert misadded([VatPart(STANDARD, 10_000, 2100)], None, None) is None
    assert misadded([VatPart(STANDARD, 10_000, 2101)], None, None) is not None
    assert misadded([VatPart(REDUCED, -10_000, 550)], None, None) is not None


def test_rates_are_known_and_written_as_decimals() -> None:
    """A rate that the law does not know is found; a rate without exact decimals stays a fraction."""
    parts = [VatPart(STANDARD, 1, 0), VatPart(Fraction(1, 6), 1, 0)]
    assert wrong_rate(parts, (STANDARD, REDUCED)) == Fraction(1, 6)
    assert wrong_rate(parts[:1], (STANDARD, REDUCED)) is None
    rates = (Fraction(0), REDUCED, STANDARD, Fraction(1, 6))
    assert [written_rate(one) for one in rates] == ["0", "0.055", "0.2", "1/6"]


def test_no_more_comes_back_than_was_bought() -> None:
    """What came back before counts; nothing comes back of a return."""
    assert ill_returned(1000, 400, -600) is None
    assert ill_returned(1000, 400, -601) == "more comes back than was bought"
    assert ill_returned(1000, 0, 1) == "a return is below zero"
    assert ill_returned(-1000, 0, -1) == "it is no sale but a return or a reversal"


@given(st.integers(-(10**9), 10**9), st.integers(1, 20))
def test_equal_parts_of_a_household_sum_to_what_it_bought(purchases: int, count: int) -> None:
    """Nothing is lost in sharing, and no two parts differ by more than a cent; a holder gets all."""
    members = [f"mbr_{number:02d}" for number in range(count)]
    parts = attributed(purchases, members, equally=True)
    assert sum(parts.values()) == purchases and max(parts.values()) - min(parts.values()) <= 1
    assert attributed(purchases, members, equally=False) == {"mbr_00": purchases}
