"""The register's arithmetic: exact, conserving, bounded."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ledger.capital import rules

HOLDINGS = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 10_000)), min_size=1, max_size=6)


@settings(max_examples=50)
@given(HOLDINGS, st.data())
def test_what_is_taken_and_what_is_left_is_what_was_held(held: list[tuple[int, int]], data: st.DataObject) -> None:
    """Shares and their capital are conserved, whatever is taken; all shares take all capital; more is refused."""
    holdings = [rules.Holding(f"sub_{place}", count, capital) for place, (count, capital) in enumerate(held)]
    total = sum(one.held for one in holdings)
    count = data.draw(st.integers(1, total))
    taken = rules.take(holdings, count)
    assert sum(one.count for one in taken) == count
    by_id = {one.id: one for one in holdings}
    assert all(0 <= one.capital <= by_id[one.id].capital and one.count <= by_id[one.id].held for one in taken)
    assert [one.capital for one in rules.take(holdings, total)] == [one.capital for one in holdings]
    with pytest.raises(ValueError, match="more shares"):
        rules.take(holdings, total + 1)


@settings(max_examples=50)
@given(
    st.dictionaries(st.sampled_from(["red_1", "red_2", "red_3"]), st.integers(0, 10**6)), st.integers(0, 10**7),
    st.integers(0, 10**7), st.integers(0, 10**7),
)  # fmt: skip
def test_leavers_bear_losses_beyond_the_reserves_pro_rata(
    nominal: dict[str, int], stay: int, losses: int, reserves: int
) -> None:
    """Nobody bears more than they had, or more than one cent beyond their part; without a real loss, nothing."""
    capital = sum(nominal.values()) + stay
    shares = rules.loss_shares(nominal, capital, losses, reserves)
    beyond = min(max(0, losses - reserves), capital)
    for one, share in shares.items():
        assert 0 <= share <= nominal[one]
        assert beyond == 0 or abs(share - Fraction(beyond * nominal[one], capital)) < 1


def test_instalments_fall_on_the_anniversaries_of_the_departure() -> None:
    """Equal parts, the odd cents first, none due before today; within no years, all today."""
    ended, today = date(2024, 2, 29), date(2025, 6, 1)
    assert rules.instalments(1001, ended, today, 3) == [
        (date(2025, 6, 1), 334), (date(2026, 2, 28), 334), (date(2027, 2, 28), 333)
    ]  # fmt: skip
    assert rules.instalments(1001, ended, today, 0) == [(today, 1001)]
    assert rules.instalments(2, ended, date(2024, 3, 1), 5) == [(date(2025, 2, 28), 1), (date(2026, 2, 28), 1)]


def test_the_floor_holds_back_what_still_stands_for_capital() -> None:
    """Above the floor all that is owed is payable; below it only what capital and debts have beyond it."""
    floor = rules.floor(100_001, Fraction(1, 4))
    assert floor == 25_001
    assert rules.payable(25_001, 60_000, floor) == 60_000
    assert rules.payable(20_001, 60_000, floor) == 55_000
    assert rules.payable(1, 10_000, floor) == 0


def test_only_what_held_before_is_broken() -> None:
    """Out of bounds already is not refused; at the bound still holds."""
    half, third = Fraction(1, 2), Fraction(1, 3)
    assert rules.breaks(half, Fraction(3, 5), most=half) and not rules.breaks(third, half, most=half)
    assert not rules.breaks(Fraction(4, 5), Fraction(9, 10), most=half)
    assert rules.breaks(half, third, least=half) and not rules.breaks(third, Fraction(0), least=half)


def test_conversions_make_whole_shares_of_the_same_money() -> None:
    """Ten shares of 15 make three of 50; nine leave a remainder; fewer than one makes none."""
    assert rules.converted(10, 1500, 5000) == 3
    assert rules.converted(9, 1500, 5000) is None and rules.converted(1, 1500, 3000) is None
    assert rules.converted(1, 1500, 0) is None


