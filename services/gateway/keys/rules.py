"""What each preset opens, and which scopes may be passed on; scopes are ``room:verb``, ``room:*``, ``*:verb`` or ``*``."""

from __future__ import annotations

from collections.abc import Collection, Iterable

# Offices of a cooperative, and systems; a preset is a way to write scopes, a key keeps the scopes themselves.
PRESETS: dict[str, tuple[str, ...]] = {
    "full": ("*",),
    "read-only": ("*:read",),
}


def opens(granted: str, scope: str) -> bool:
    """Say whether a granted scope, perhaps with a wildcard, opens a scope."""
    room, _, verb = granted.partition(":")
    asked_room, _, asked_verb = scope.partition(":")
    return granted == "*" or (room in ("*", asked_room) and verb in ("*", asked_verb))


def unknown(granted: Iterable[str], known: Collection[str]) -> str | None:
    """Return the first granted scope that opens none of the known ones, if any."""
    return next((one for one in granted if not any(opens(one, scope) for scope in known)), None)
