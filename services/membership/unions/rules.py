"""How a link to a union stands on a day, and whether a regional union is that of a cooperative's area. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from services.membership.intercooperation.rules import overlap


def state_on(day: date, proposed_on: date, accepted_on: date | None, ended_on: date | None) -> str:
    """Return ``unlinked``, ``proposed``, ``linked`` or ``ended``; the last day of a link is still linked."""
    if day < proposed_on:
        return "unlinked"
    if ended_on is not None and day > ended_on:
        return "ended"
    if accepted_on is not None and day >= accepted_on:
        return "linked"
    # Turned down, or taken back, before it was ever accepted.
    return "ended" if ended_on is not None and accepted_on is None and day >= ended_on else "proposed"


def outside_area(union_areas: Collection[str], areas: Collection[str]) -> bool | None:
    """Say whether a cooperative stands outside a union's areas; None where either's are not known."""
    if not union_areas or not areas:
        return None
    return not any(overlap(one, other) for one in union_areas for other in areas)
