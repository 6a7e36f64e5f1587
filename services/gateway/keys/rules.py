"""What each preset opens, and what a granted scope opens: ``room:verb``, ``room:*``, ``*:verb`` or ``*``."""

from __future__ import annotations

from collections.abc import Collection, Iterable

# Offices of a cooperative, and systems. A preset is a way to write scopes: a key keeps the scopes themselves, so that
# what a key opens does not change with a release.
PRESETS: dict[str, tuple[str, ...]] = {
    "full": ("*",),
    "read-only": ("*:read",),
    # Keeps the register, receives applications, prepares and minutes assemblies; reads the accounts.
    "secretary": (
        "*:read", "members:write", "admissions:write", "engagements:write", "activities:write", "governance:write",
        "shifts:write", "statutes:write", "assemblies:write", "presences:write", "deliveries:write", "minutes:write",
        "federation:write", "jobs:write",
    ),
    # Keeps the books and the capital; reads the rest.
    "treasurer": (
        "*:read", "accounts:write", "entries:write", "entries:close", "capital:write", "contributions:write",
        "invoices:write", "sales:write", "funding:write", "surplus:write", "reports:write", "jobs:write",
        "banking:write", "dues:write", "payments:write", "payments:approve",
    ),
    # Holds the votes of an assembly: rolls, presence, polls, voters' credentials, counts; reads no accounts.
    "scrutineer": (
        "members:read", "governance:read", "statutes:read", "events:read", "assemblies:read", "jobs:read", "rolls:*",
        "presences:*", "polls:*", "credentials:*", "ballots:*",
    ),
    # A system that feeds the cooperative's data in: till, payroll, website. It decides and votes nothing.
    "integration": (
        "*:read", "members:write", "admissions:write", "engagements:write", "activities:write", "shifts:write",
        "capital:write", "entries:write", "contributions:write", "invoices:write", "sales:write", "jobs:write",
    ),
}  # fmt: skip


def opens(granted: str, scope: str) -> bool:
    """Say whether a granted scope, perhaps with a wildcard, opens a scope."""
    room, _, verb = granted.partition(":")
    asked_room, _, asked_verb = scope.partition(":")
    return granted == "*" or (room in ("*", asked_room) and verb in ("*", asked_verb))


def unknown(granted: Iterable[str], known: Collection[str]) -> str | None:
    """Return the first granted scope that opens none of the known ones, if any."""
    return next((one for one in granted if not any(opens(one, scope) for scope in known)), None)
