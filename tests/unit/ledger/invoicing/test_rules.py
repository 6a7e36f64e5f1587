"""What an invoice comes to: nothing lost between lines, rates and payments."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from services.ledger.invoicing.rules import Item, number_of, received, totals

RATES = {"standard": Fraction(1, 5), "intermediate": Fraction(1, 10), "reduced": Fraction(55, 1000),
         "particular": Fraction(21, 1000), "exempt.training": Fraction(0)}  # fmt: skip
quantities = st.integers(1, 10**6).map(lambda number: Fraction(number, 10_000))
items = st.builds(Item, quantities, st.integers(-(10**6), 10**7), st.sampled_from(sorted(RATES)),
                  st.sampled_from(["706", "707"]))  # fmt: skip


@settings(max_examples=50)
@given(st.lists(items, min_size=1, max_size=12))
def test_lines_rates_and_sales_sum_to_the_same(lines: list[Item]) -> None:
    """The net of lines, of rates and of accounts agree, and each VAT is its whole base's, within half a cent."""
    found = totals(lines, RATES)
    assert found.net == sum(line.net for line in lines) == sum(found.sales.values())
    assert found.total == found.net + sum(one.amount for one in found.brackets)
    assert all(abs(one.amount - one.rate * one.base) <= Fraction(1, 2) for one in found.brackets)
    assert len({one.vat for one in found.brackets}) == len(found.brackets)


@settings(max_examples=50)
@given(st.integers(1, 10**7), st.integers(0, 10**6), st.lists(st.integers(1, 10**6), max_size=6))
def test_what_successive_payments_bring_sums_to_the_net(net: int, vat: int, parts: list[int]) -> None:
    """However it is paid, what was received without VAT never runs back, and is the net when all is paid."""
    total = net + vat
    steps = [min(step, total) for step in accumulate(parts)] + [total]
    brought = [received(step, net, total) for step in [0, *steps]]
    assert brought == sorted(brought) and brought[-1] == net


def test_vat_is_rounded_once_for_each_rate() -> None:
    """Three lines of 0.33 at 5.5 % are 0.99, and 0.05 of VAT, where line by line would be 0.06."""
    found = totals([Item(Fraction(1), 33, "reduced", "706")] * 3, RATES)
    assert (found.net, found.vat) == (99, 5)


def test_a_quantity_is_exact() -> None:
    """2.5 times 0.33 is 0.825, and so 0.83."""
    assert Item(Fraction("2.5"), 33, "standard", "706").net == 83


def test_a_number_names_its_series_and_year() -> None:
    """Five digits, and more when they are needed."""
    assert (number_of("F", 2026, 7), number_of("A", 2026, 123456)) == ("F2026-00007", "A2026-123456")
