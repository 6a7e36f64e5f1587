"""Identifiers sort by the order in which they were made."""

from __future__ import annotations

import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.commons import ids
from services.commons.ids import new_id, uuid7

NOW = time.time_ns()


def test_ids_made_in_one_go_sort_in_the_order_they_were_made_in() -> None:
    """Many fall into one millisecond: their order is that of their making, none comes twice, and the clock is read."""
    before = time.time_ns() // 1_000_000
    made = [new_id("mbr") for _ in range(20_000)]
    assert made == sorted(made) and len(set(made)) == len(made)
    assert before <= uuid7().int >> 80 <= time.time_ns() // 1_000_000 + 1


@given(st.lists(st.integers(min_value=-(10**9), max_value=10**9), min_size=2, max_size=50))
def test_a_clock_that_stands_still_or_is_set_back_keeps_the_order(steps: list[int]) -> None:
    """Whatever the clock reads, each id sorts after the one before, and is a UUID of version 7 (RFC 9562)."""
    readings = iter(NOW + step for step in steps)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ids, "_last", 0)
        patched.setattr(ids.time, "time_ns", lambda: next(readings))
        made = [uuid7() for _ in steps]
    assert made == sorted(made) and len(set(made)) == len(made)
    assert {(one.version, one.variant) for one in made} == {(7, uuid.RFC_4122)}
    assert made[0].int >> 80 == (NOW + steps[0]) // 1_000_000


def test_the_text_of_an_id_keeps_the_order_of_its_bits() -> None:
    """The prefix says what is named, and 26 characters of Crockford's alphabet follow."""
    made = new_id("bln")
    assert made.startswith("bln_") and len(made) == 4 + 26
    assert set(made[4:]) <= set("0123456789abcdefghjkmnpqrstvwxyz")
