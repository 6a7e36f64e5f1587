"""Who may stand, how the list is ordered, who is next: the rules alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.voting.elections.rules import (
    Seat,
    Stander,
    commitment,
    listed,
    next_in_rank,
    obstacle,
    terms_in_a_row,
)

STARTS = date(2026, 3, 20)


def stander(admitted_on: str = "2020-01-01", category: str = "member", college: str | None = None,
            seats: tuple[Seat, ...] = ()) -> Stander:  # fmt: skip
    """Return somebody who wants to stand."""
    return Stander(date.fromisoformat(admitted_on), category, college, seats)


@pytest.mark.parametrize(("who", "asked", "rule"), [
    (stander(), {}, None),
    (stander("2025-03-20"), {"member_months": 12}, None),
    (stander("2025-03-21"), {"member_months": 12}, "member_months"),
    (stander(category="external_member"), {"categories": ["member"]}, "categories"),
    (stander(college="users"), {"colleges": ["users", "workers"]}, None),
    (stander(), {"colleges": ["users"]}, "colleges"),
    (stander(seats=(Seat("board", date(2024, 3, 1), date(2026, 3, 19)),)), {}, None),
    (stander(seats=(Seat("board", date(2024, 3, 1), date(2026, 3, 20)),)), {}, "already_seated"),
    (stander(seats=(Seat("supervisors", date(2024, 3, 1), date(2027, 3, 1)),)), {}, "incompatibilities"),
    (stander(seats=(Seat("supervisors", date(2024, 3, 1), date(2026, 3, 1)),)), {}, None),
    (stander(seats=(Seat("board", date(2024, 3, 1), date(2026, 2, 28)),)), {"maximum_terms": 1}, "maximum_terms"),
    (stander(seats=(Seat("board", date(2024, 3, 1), date(2026, 2, 28)),)), {"maximum_terms": 2}, None),
])  # fmt: skip
def test_who_may_stand(who: Stander, asked: dict[str, Any], rule: str | None) -> None:
    """Each condition of the statutes on its first day, and a seat that ends the day before."""
    found = obstacle(who, "board", asked, [["board", "supervisors"]], STARTS)
    assert (found.rule if found else None) == rule


def test_a_year_without_the_seat_breaks_the_row() -> None:
    """Terms that follow each other within a year are one row; older ones are not counted."""
    seats = [Seat("board", date(2018, 1, 1), date(2019, 12, 31)), Seat("board", date(2022, 1, 1), date(2023, 12, 31)),
             Seat("board", date(2024, 3, 1), date(2026, 2, 28)),
             Seat("choir", date(2024, 3, 1), date(2026, 2, 28))]  # fmt: skip
    assert terms_in_a_row(seats, "board", STARTS) == 2
    assert terms_in_a_row(seats, "board", date(2027, 3, 1)) == 0


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=4), st.integers(1, 999), max_size=12), st.text("01"))
def test_the_list_depends_on_nothing_but_what_was_announced(numbers: dict[str, int], seed: str) -> None:
    """Whatever the order in which candidates came, the list is the same, and everyone is on it."""
    again = dict(reversed(list(numbers.items())))
    assert listed(numbers, None) == listed(again, None) == sorted(numbers, key=lambda one: (numbers[one], one))
    assert listed(numbers, seed) == listed(again, seed)
    assert sorted(listed(numbers, seed)) == sorted(numbers)


def test_a_seed_is_bound_by_its_commitment() -> None:
    """The commitment is the SHA-256 of the seed, so that another seed cannot be shown later."""
    assert commitment("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_next_is_the_first_to_whom_nothing_was_offered() -> None:
    """Ranks count from one among the runners-up; when all had an offer nobody is next."""
    assert next_in_rank(["a", "b", "c"], ["a"]) == (2, "b")
    assert next_in_rank(["a"], ["a"]) is None
