"""Who is near whom."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.membership.intercooperation.rules import (
    MOST_REACHED,
    Offer,
    Place,
    department_of,
    distance,
    matches,
    near,
    overlap,
)

POSITIONS = st.tuples(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000))
CODES = st.sampled_from([
    "department:74", "department:73", "postal:74", "postal:740", "postal:74000", "insee:74010", "department:2A",
    "postal:20", "postal:200", "insee:2A004", "department:971", "postal:97110",
])  # fmt: skip


def place(latitude: int, longitude: int, radius_km: int | None = None) -> Place:
    """A position on the map."""
    return Place(latitude=latitude, longitude=longitude, radius_km=radius_km)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("department:74", "insee:74010", True),
        ("department:74", "postal:74000", True),
        ("department:74", "postal:73000", False),
        ("postal:740", "postal:74000", True),
        ("postal:7400", "postal:7410", False),
        ("postal:74010", "insee:74010", False),
        ("department:2A", "postal:20000", True),
        ("department:2B", "postal:20000", False),
        ("department:2B", "insee:2A004", False),
        ("department:971", "postal:97110", True),
        ("department:972", "postal:97110", False),
    ],
)
def test_areas_share_ground(one: str, other: str, together: bool) -> None:
    """Departments hold codes; a commune and a postal code that look alike are not one place."""
    assert overlap(one, other) == overlap(other, one) == together


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CODES)
def test_an_area_shares_ground_with_itself_and_its_department(code: str) -> None:
    """Whatever the kind of code."""
    assert overlap(code, code)
    if department_of(code) != "20":
        assert overlap(code, f"department:{department_of(code)}")


def test_distances_are_those_of_a_map() -> None:
    """Paris to Annecy is 434 km as the crow flies, Paris to the antipodes half the earth's girth."""
    paris, annecy = place(48_856_600, 2_352_200), place(45_899_200, 6_129_400)
    assert distance(paris, annecy) == pytest.approx(434_000, abs=2000)
    assert distance(paris, place(-48_856_600, -177_647_800)) == pytest.approx(20_015_114, abs=2)
    assert distance(paris, Place()) is None


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(POSITIONS, POSITIONS)
def test_a_distance_is_the_same_both_ways(one: tuple[int, int], other: tuple[int, int]) -> None:
    """And none to oneself."""
    assert distance(place(*one), place(*other)) == distance(place(*other), place(*one))
    assert distance(place(*one), place(*one)) == 0


def test_both_radii_hold() -> None:
    """Two kilometres away: near for whom ten are near, unless the other goes no further than one."""
    asked, there = place(45_899_200, 6_129_400, 10), (45_903_600, 6_103_600)
    assert near(asked, place(*there)) is not None and near(asked, place(*there, 1)) is None
    # Neither sets a radius: a position alone says nothing of what is near.
    assert near(place(45_899_200, 6_129_400), place(*there)) is None


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from("abcdef"), POSITIONS, st.integers(1, 2000)), max_size=8), POSITIONS)
def test_a_request_reaches_the_willing_near_and_linked_once_nearest_first(
    offered: list[tuple[str, tuple[int, int], int]], asked: tuple[int, int]
) -> None:
    """Never who asks, never a stranger, and in an order that does not depend on that of the offers."""
    offers = list({slug: Offer(slug, frozenset({"premises"}), place(*at, km)) for slug, at, km in offered}.values())
    linked = {"a", "b", "c", "d"}
    found = matches("a", "premises", place(*asked, 2000), offers, linked)
    assert found == matches("a", "premises", place(*asked, 2000), offers[::-1], linked)
    reached = [one.coop for one in found]
    assert "a" not in reached and set(reached) <= linked and len(reached) == len(set(reached)) <= MOST_REACHED
    assert [one.metres for one in found] == sorted(one.metres or 0 for one in found)
    assert not matches("a", "legal", place(*asked, 2000), offers, linked)
