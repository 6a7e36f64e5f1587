"""Credentials, and the one form in which a vote is kept: pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

RESOLUTION_CHOICES = ("for", "against", "abstain", "blank")


def credential_hash(credential: str) -> str:
    """Return what is kept of a credential: its SHA-256, in hexadecimal."""
    return hashlib.sha256(credential.encode()).hexdigest()


def spares(electors: int) -> int:
    """Return how many credentials are made beyond the roll, so that the last ones drawn are no more telling."""
    return max(10, electors // 20)


def kept_choices(choice: str | None, choices: Sequence[str] | None) -> list[str] | None:
    """Return a vote in its one form: one word for a resolution, sorted candidates for an election, none for blank.

    Returns None when it is neither or both, or names a candidate twice.
    """
    if (choice is None) == (choices is None):
        return None
    if choice is not None:
        return [choice]
    assert choices is not None
    return sorted(choices) if len(set(choices)) == len(choices) else None


def fits_resolution(choices: Sequence[str]) -> bool:
    """Say whether kept choices are a vote on a resolution."""
    return len(choices) == 1 and choices[0] in RESOLUTION_CHOICES
