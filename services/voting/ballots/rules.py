"""Credentials, and the figures of a closing sheet: pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


def credential_hash(credential: str) -> str:
    """Return what is kept of a credential: its SHA-256, in hexadecimal."""
    return hashlib.sha256(credential.encode()).hexdigest()


def spares(electors: int) -> int:
    """Return how many credentials are made beyond a cell's electors: the last ones drawn must not be more telling."""
    return max(10, electors // 20)


@dataclass(frozen=True)
class Sheet:
    """A closing sheet: members written down as voting on paper, papers handed out, found in the box, and counted."""

    registered: int
    handed_out: int
    found: int
    counted: int

    @property
    def too_many(self) -> int:
        """How many papers lie in the box that nobody was given."""
        return max(0, self.found - min(self.handed_out, self.registered))

    @property
    def discrepancies(self) -> dict[str, int]:
        """What does not agree: ``too_many``, ``not_returned``, and ``unregistered`` papers or ``not_taken`` ones."""
        differing = {
            "too_many": self.too_many,
            "not_returned": max(0, self.handed_out - self.found),
            "unregistered": max(0, self.handed_out - self.registered),
            "not_taken": max(0, self.registered - self.handed_out),
        }
        return {name: papers for name, papers in differing.items() if papers}
