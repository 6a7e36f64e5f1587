"""What follows from a change of somebody's details: rooms that wait for one register what they do then."""

from __future__ import annotations

from collections.abc import Callable

from services.commons.storage import Unit

Following = Callable[[Unit, str], None]
Readdressed = Callable[[Unit, str, str], None]
Preparing = Callable[[Unit, str, frozenset[str]], None]
_FOLLOWING: list[Following] = []
_PREPARING: list[Preparing] = []
_READDRESSED: list[Readdressed] = []


def before_change(preparing: Preparing) -> Preparing:
    """Register ``(unit, party_id, fields)``, called under the lock of the party before these details change."""
    _PREPARING.append(preparing)
    return preparing


def will_change(unit: Unit, party_id: str, fields: frozenset[str]) -> None:
    """Let every room that keeps what was see these details once more."""
    for preparing in _PREPARING:
        preparing(unit, party_id, fields)


def after_change(following: Following) -> Following:
    """Register ``(unit, party_id)``, called under the lock of the party after its details changed."""
    _FOLLOWING.append(following)
    return following


def told_of_change(unit: Unit, party_id: str) -> None:
    """Let every room that waits for a change see this one."""
    for following in _FOLLOWING:
        following(unit, party_id)


def after_new_address(following: Readdressed) -> Readdressed:
    """Register ``(unit, party_id, former address)``, called when somebody's e-mail address was changed or erased."""
    _READDRESSED.append(following)
    return following


def told_of_new_address(unit: Unit, party_id: str, former: str) -> None:
    """Let every room that uses addresses know that this one is somebody's no more."""
    for following in _READDRESSED:
        following(unit, party_id, former)
