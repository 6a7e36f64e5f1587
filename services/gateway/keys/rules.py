"""What each preset opens, and what a granted scope opens: ``room:verb``, ``room:*``, ``*:verb`` or ``*``."""

from __future__ import annotations

from collections.abc import Collection, Iterable

# ``for:<slug>`` opens nothing: it binds the key to a union, whose confidential cases it sees in place of others.
FOR = "for:"

# Offices of a cooperative, and systems. A preset is a way to write scopes: a key keeps the scopes themselves, so that
# what a key opens does not change with a release.
PRESETS: dict[str, tuple[str, ...]] = {
    "full": ("*",),
    "read-only": ("*:read",),
    # Keeps the register, receives applications, prepares and minutes assemblies; reads the accounts.
    "secretary": (
        "*:read", "members:write", "admissions:*", "engagements:write", "activities:write", "pathways:write",
        "governance:write", "shifts:write", "statutes:write", "assemblies:write", "presences:write",
        "deliveries:write", "minutes:write", "federation:write", "intercooperation:write", "jobs:write",
        "meetings:write", "trainings:write", "audit:inspect", "privacy:handle",
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
        "*:read", "members:write", "admissions:*", "engagements:write", "activities:write", "pathways:write",
        "shifts:write", "capital:write", "entries:write", "contributions:write", "invoices:write", "sales:write",
        "jobs:write",
    ),
    # A form on the cooperative's site, for anyone: it hands applications in and reads nothing.
    "public-form": ("admissions:apply",),
}  # fmt: skip


def opens(granted: str, scope: str) -> bool:
    """Say whether a granted scope, perhaps with a wildcard, opens a scope."""
    room, _, verb = granted.partition(":")
    asked_room, _, asked_verb = scope.partition(":")
    return granted == "*" or (room in ("*", asked_room) and verb in ("*", asked_verb))


def unknown(granted: Iterable[str], known: Collection[str]) -> str | None:
    """Return the first granted scope that opens none of the known ones, if any."""
    return next(
        (one for one in granted if not one.startswith(FOR) and not any(opens(one, scope) for scope in known)), None
    )


def acting_for(granted: Iterable[str]) -> list[str]:
    """Return the scopes that say for whom a key acts; they open nothing, and at most one makes sense."""
    return [one for one in granted if one.startswith(FOR)]
