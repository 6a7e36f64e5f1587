"""The checks that say whom a change of the texts would touch."""

from . import admission, governance, membership, shares, shifts

__all__ = ["admission", "governance", "membership", "shares", "shifts"]
