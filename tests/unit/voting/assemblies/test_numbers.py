"""The numbers of an assembly: delegates of a section, days of a request, offices of a bureau."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.voting.assemblies.rules import bureau_gaps, delegates_for, parts_of_kind, request_window


@pytest.mark.parametrize(("members", "delegates"), [(0, 0), (1, 1), (19, 1), (20, 1), (39, 1), (40, 2), (100, 5)])
def test_a_section_sends_one_delegate_for_each_full_twenty(members: int, delegates: int) -> None:
    """One for 39 members, two for 40; the smallest section sends one, an empty one nobody."""
    assert delegates_for(members, 20, 1) == delegates


@settings(max_examples=50)
@given(st.integers(0, 5000), st.integers(1, 100), st.integers(1, 20))
def test_no_section_sends_more_than_it_has(members: int, one_per: int, at_least: int) -> None:
    """Between the least and the members, and never fewer delegates for more members."""
    sent = delegates_for(members, one_per, at_least)
    assert min(members, at_least) <= sent <= members
    assert sent <= delegates_for(members + 1, one_per, at_least)


def test_requests_are_counted_back_from_the_day_of_the_assembly() -> None:
    """From the 15th to the 5th day before 1 March of a leap year."""
    window = request_window(date(2028, 3, 1), {"from_days": 15, "until_days": 5})
    assert window == (date(2028, 2, 15), date(2028, 2, 25))


@pytest.mark.parametrize(("holding", "missing"), [
    ([], ["chair", "teller", "teller", "secretary"]),
    ([("chair", False), ("teller", True), ("teller", False), ("secretary", False)], ["teller"]),
    ([("chair", False), ("teller", True), ("teller", True), ("secretary", False)], []),
])  # fmt: skip
def test_a_teller_counts_once_it_has_accepted(holding: list[tuple[str, bool]], missing: list[str]) -> None:
    """A chair and a secretary need not; a bureau without two willing tellers is not complete."""
    assert bureau_gaps(holding) == missing


def test_only_a_mixed_assembly_decides_by_both_rules() -> None:
    """A section elects its delegates by the ordinary ones."""
    assert parts_of_kind("mixed") == ("ordinary", "extraordinary")
    assert parts_of_kind("extraordinary") == ("extraordinary",)
    assert parts_of_kind("section") == parts_of_kind("ordinary") == ("ordinary",)
