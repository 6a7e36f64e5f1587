"""The capital register: what a member may subscribe, and what is still due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Bounds:
    """How many shares one member must and may hold (``maximum`` None: as many as they like)."""

    minimum: int
    maximum: int | None


def bounds(shares: Mapping[str, Any], category: str) -> Bounds:
    """Return the bounds of a category: its own ones where the statutes give them, else those for everyone."""
    own = (shares.get("by_category") or {}).get(category, {})
    maximum = own.get("maximum", shares.get("maximum"))
    return Bounds(int(own.get("minimum", shares.get("minimum", 1))), None if maximum is None else int(maximum))


def exceeds(held: int, asked: int, allowed: Bounds) -> bool:
    """Say whether a member who holds some shares and asks for more would hold too many."""
    return allowed.maximum is not None and held + asked > allowed.maximum


def falls_short(held: int, asked: int, allowed: Bounds) -> bool:
    """Say whether a member would still hold fewer shares than they must."""
    return held + asked < allowed.minimum


def highest(movements: Iterable[int]) -> int:
    """Return the highest level that running sums of movements reach, in their order; never below zero."""
    level = reached = 0
    for movement in movements:
        level += movement
        reached = max(reached, level)
    return reached
