"""What the things of a cooperative are called on the servers."""

from __future__ import annotations

import re

from services.commons.contract import SERVICES

# PostgreSQL cuts longer names off in silence (NAMEDATALEN), and two cooperatives could meet in one database.
LONGEST_IDENTIFIER = 63


class UnfitSlug(ValueError):
    """A slug cannot name databases and roles."""


def database_name(slug: str, service: str) -> str:
    """Name the database of one service of a cooperative; it is also the role under which the service reaches it."""
    name = f"rochdale_{slug.replace('-', '_')}_{service}"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        # Hyphens become underscores in names of databases: with both allowed, two slugs could mean one database.
        raise UnfitSlug(f"{slug!r}: a slug is lower-case letters and digits, with single hyphens between them")
    if len(slug) > longest_slug():
        raise UnfitSlug(f"{slug}: the slug may have at most {longest_slug()} characters, it names databases")
    return name


def owner_name(database: str) -> str:
    """Name the role that owns a database and its tables; nobody logs in under it."""
    return f"{database}_owner"


def longest_slug() -> int:
    """Count the characters that a slug may have."""
    return LONGEST_IDENTIFIER - max(len(owner_name(f"rochdale__{service}")) for service in SERVICES)
