"""What follows from a change of somebody's details: rooms that wait for one register what they do then."""

from __future__ import annotations

from collections.abc import Callable

from services.commons.storage import Unit

Following = Callable[[Unit, str], None]
_FOLLOWING: list[Following] = []


def after_change(following: Following) -> Following:
    """Register ``(unit, party_id)``, called under the lock of the party after its details changed."""
    _FOLLOWING.append(following)
    return following


def told_of_change(unit: Unit, party_id: str) -> None:
    """Let every room that waits for a change see this one."""
    for following in _FOLLOWING:
        following(unit, party_id)
