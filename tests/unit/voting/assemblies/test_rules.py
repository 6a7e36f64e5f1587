"""Presence, proxies and quorum as pure rules."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voting.assemblies.rules import Quorum, attendance, earliest_day, proxy_limit

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIFTH = Fraction(1, 5)


@pytest.mark.parametrize(
    ("electorate", "limit"), [(3, 1), (19, 1), (20, 1), (21, 1), (39, 1), (40, 2), (59, 2), (60, 3), (430, 21)]
)
def test_the_proxies_of_one_holder_follow_the_size_of_the_cooperative(electorate: int, limit: int) -> None:
    """One below 20 members, one twentieth rounded down from there on (law 78-763)."""
    assert proxy_limit(electorate, 1, Fraction(1, 20), 20) == limit


def test_at_the_threshold_the_fraction_takes_over_from_the_fixed_number() -> None:
    """With three allowed in a small electorate, 19 members allow three and 20 allow one."""
    assert [proxy_limit(size, 3, Fraction(1, 20), 20) for size in (19, 20, 21)] == [3, 1, 1]
    assert proxy_limit(100, 2, None, 20) == 2


@pytest.mark.parametrize(
    ("fraction", "entitled", "counted", "required", "reached"),
    [
        (FIFTH, 20, 4, 4, True), (FIFTH, 21, 4, 5, False), (FIFTH, 21, 5, 5, True), (FIFTH, 430, 85, 86, False),
        (FIFTH, 430, 86, 86, True), (Fraction(1, 4), 3, 1, 1, True), (None, 430, 1, 0, True), (None, 430, 0, 0, False),
    ],
)  # fmt: skip
def test_a_quorum_is_never_rounded_down(
    fraction: Fraction | None, entitled: int, counted: int, required: int, reached: bool
) -> None:
    """A fifth of 21 is 5; and where none is asked for, an empty room still decides nothing."""
    quorum = Quorum(fraction, entitled, counted)
    assert (quorum.required, quorum.reached) == (required, reached)


def test_the_earliest_day_counts_the_whole_notice() -> None:
    """Called on the 15th of February with 15 days, the assembly may sit on the 2nd of March."""
    assert earliest_day(date(2026, 2, 15), 15) == date(2026, 3, 2)


def test_a_represented_member_counts_only_while_the_holder_is_present() -> None:
    """The holder leaves, and both are gone; the holder comes back, and both are there."""
    proxies = [("giver", "holder")]
    assert attendance([("holder", "arrive")], proxies).voters == {"holder", "giver"}
    assert attendance([("holder", "arrive"), ("holder", "leave")], proxies).voters == set()
    assert attendance([("holder", "arrive"), ("giver", "arrive")], proxies).represented == {}
    assert attendance([("holder", "postal")], proxies).voters == {"holder"}


KINDS = st.sampled_from(["arrive", "remote", "postal", "leave"])
PEOPLE = st.sampled_from(["a", "b", "c", "d"])


@given(st.lists(st.tuples(PEOPLE, KINDS), max_size=30), st.dictionaries(PEOPLE, PEOPLE, max_size=4))
def test_nobody_ever_counts_twice(journal: list[tuple[str, str]], proxies: dict[str, str]) -> None:
    """Whatever the journal and the proxies, present and represented are apart, and each holder is there."""
    here = attendance(journal, proxies.items())
    assert not set(here.how) & set(here.represented)
    assert len(here.voters) == len(here.how) + len(here.represented)
    assert all(here.how.get(holder) in ("arrive", "remote") for holder in here.represented.values())
