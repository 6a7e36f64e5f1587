"""Who is near: by the codes of areas, or by the distance between two places."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Literal

AREA = r"(department:([0-9]{2}|2[AB]|97[0-9])|postal:[0-9]{2,5}|insee:[0-9][0-9AB][0-9]{3})\Z"
# The mean radius of the earth in metres (IUGG).
EARTH = 6_371_008.8
# So many cooperatives are asked at most, the nearest first: a request is advice, not a circular.
MOST_REACHED = 50


@dataclass(frozen=True)
class Place:
    """Where something stands: codes of areas, and perhaps a position in millionths of a degree with a radius in km."""

    areas: frozenset[str] = frozenset()
    latitude: int | None = None
    longitude: int | None = None
    radius_km: int | None = None


@dataclass(frozen=True)
class Offer:
    """A cooperative that offered to answer on some themes, within its own area or radius."""

    coop: str
    themes: frozenset[str]
    place: Place


@dataclass(frozen=True)
class Match:
    """A cooperative that is near, by which measure, and how far away in metres where both positions are known."""

    coop: str
    by: Literal["distance", "area"]
    metres: int | None


def department_of(code: str) -> str:
    """Return the department in which an area lies; Corsica's postal codes begin with 20 in both of its departments."""
    kind, _, value = code.partition(":")
    if kind == "postal" and value.startswith("20"):
        return {"0": "2A", "1": "2A", "2": "2B", "6": "2B"}.get(value[2:3], "20")
    return value[:3] if value.startswith("97") else value[:2]


def overlap(one: str, other: str) -> bool:
    """Say whether two areas share ground.

    A department holds the postal codes and communes that begin with it; postal codes are compared by their beginning;
    a commune and a postal code are not comparable, so they share ground only within the same department as a whole.
    """
    (kind, _, value), (other_kind, _, other_value) = one.partition(":"), other.partition(":")
    if "department" in (kind, other_kind):
        departments = {department_of(one), department_of(other)}
        # The beginning "20" alone may be either of Corsica's departments.
        return len(departments) == 1 or ("20" in departments and bool(departments & {"2A", "2B"}))
    if kind == other_kind == "postal":
        return value.startswith(other_value) or other_value.startswith(value)
    return one == other


def distance(one: Place, other: Place) -> int | None:
    """Return the metres between two places along the earth (haversine), rounded; None when one has no position.

    No money and no vote depends on it, so binary arithmetic is exact enough: it errs by less than a metre.
    """
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    south, north = radians(one.latitude / 1_000_000), radians(other.latitude / 1_000_000)
    east = radians((other.longitude - one.longitude) / 1_000_000)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(east / 2) ** 2
    return round(2 * EARTH * asin(min(1.0, sqrt(half))))


def near(asked: Place, offered: Place) -> tuple[Literal["distance", "area"], int | None] | None:
    """Say by which measure two places are near each other, if they are.

    By distance, both radii must hold (a place without one sets no limit of its own, but one of them must); by area, one
    code of each must share ground.
    """
    metres = distance(asked, offered)
    radii = [place.radius_km * 1000 for place in (asked, offered) if place.radius_km is not None]
    if metres is not None and radii and metres <= min(radii):
        return "distance", metres
    if any(overlap(one, other) for one in asked.areas for other in offered.areas):
        return "area", metres
    return None


def matches(asked_by: str, theme: str, asked: Place, offers: Iterable[Offer], linked: Collection[str]) -> list[Match]:
    """Return whom a request reaches, the nearest first and then by name: linked, willing, near, and not who asks."""
    found = []
    for offer in offers:
        if offer.coop != asked_by and offer.coop in linked and theme in offer.themes:
            measure = near(asked, offer.place)
            if measure is not None:
                found.append(Match(offer.coop, *measure))
    found.sort(key=lambda one: (one.metres is None, one.metres or 0, one.coop))
    return found[:MOST_REACHED]


def why_nobody(theme: str, offers: Collection[Offer], asked_by: str, linked: Collection[str]) -> str:
    """Return why a request reaches nobody: ``nobody_offers``, ``nobody_on_theme`` or ``nobody_near``."""
    others = [one for one in offers if one.coop != asked_by and one.coop in linked]
    if not others:
        return "nobody_offers"
    return "nobody_near" if any(theme in one.themes for one in others) else "nobody_on_theme"


def is_area(code: str) -> bool:
    """Say whether a code is one of an area."""
    return re.match(AREA, code) is not None
