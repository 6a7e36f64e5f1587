"""Who may stand, how the list is ordered, who is next: pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.commons.calendar import months_later


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat that a member held, holds or will hold; both days inclusive."""

    body: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Stander:
    """What voting knows of who wants to stand."""

    admitted_on: date
    category: str
    college: str | None
    seats: Sequence[Seat]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a member may not stand: the rule of the statutes, and a sentence."""

    rule: str
    why: str


def terms_in_a_row(seats: Iterable[Seat], body: str, starts_on: date) -> int:
    """Return how many terms of a body were held one after the other before a day; a year without one breaks the row."""
    row, following = 0, starts_on
    own = [one for one in seats if one.body == body and one.starts_on < starts_on]
    for seat in sorted(own, key=lambda one: one.starts_on, reverse=True):
        if following > months_later(seat.ends_on, 12):
            break
        row, following = row + 1, seat.starts_on
    return row


def obstacle(
    stander: Stander, body: str, asked: Mapping[str, Any], incompatible: Iterable[Sequence[str]], starts_on: date
) -> Obstacle | None:
    """Return what keeps a member from standing for a body whose mandates start on a day, or None.

    ``asked`` is what the statutes ask of candidates (``governance.bodies.eligibility``); a candidate also holds no seat
    of the body beyond that day, and none of a body that excludes it.
    """
    months = int(asked.get("member_months", 0))
    since = months_later(stander.admitted_on, months)
    row, most = terms_in_a_row(stander.seats, body, starts_on), asked.get("maximum_terms")
    excluding = {other for group in incompatible if body in group for other in group} - {body}
    held = {one.body for one in stander.seats if one.ends_on >= starts_on}
    found = [
        (since > starts_on, "member_months", f"{months} months of membership are asked; they are full on {since}"),
        (_outside(asked.get("categories"), stander.category), "categories",
         f"the category {stander.category} does not sit there"),
        (_outside(asked.get("colleges"), stander.college), "colleges",
         f"the college {stander.college or 'of nobody'} does not sit there"),
        (most is not None and row >= int(most or 0), "maximum_terms", f"{row} terms in a row were held, of {most}"),
        (body in held, "already_seated", "a seat of the body is held beyond the first day"),
        (bool(held & excluding), "incompatibilities", f"a seat is held in {', '.join(sorted(held & excluding))}"),
    ]  # fmt: skip
    return next((Obstacle(rule, why) for stands_in_the_way, rule, why in found if stands_in_the_way), None)


def _outside(asked: Sequence[str] | None, own: str | None) -> bool:
    return bool(asked) and own not in (asked or ())


def listed(numbers: Mapping[str, int], seed: str | None) -> list[str]:
    """Return candidates in the order of the list: by member number, or by the lot that a seed draws."""
    if seed is None:
        return sorted(numbers, key=lambda member: (numbers[member], member))
    return sorted(numbers, key=lambda member: hashlib.sha256(f"{seed}:{member}".encode()).hexdigest())


def commitment(seed: str) -> str:
    """Return what binds a seed before it is shown: its SHA-256."""
    return hashlib.sha256(seed.encode()).hexdigest()


def next_in_rank(runners_up: Sequence[str], offered: Iterable[str]) -> tuple[int, str] | None:
    """Return the rank (from 1) and the id of the first runner-up to whom no seat was offered yet."""
    known = set(offered)
    return next(((rank, one) for rank, one in enumerate(runners_up, start=1) if one not in known), None)
