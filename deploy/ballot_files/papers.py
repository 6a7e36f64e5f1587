"""What a file of ballots holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MOST_CANDIDATES = 1000

# The rules of the command, and the method that each is.
RULES = {
    "scottish_stv": "scottish_stv", "schulze": "schulze", "approval": "approval", "plurality": "single_choice",
    "majority_judgment": "majority_judgment",
}  # fmt: skip


@dataclass(frozen=True)
class Papers:
    """The ballots of one election: the names of all candidates in their order, no two alike, and the votes.

    ``profile`` holds votes in their kept form (None is null) with how many say so; ``seats`` is what the file says.
    """

    title: str
    candidates: tuple[str, ...]
    withdrawn: frozenset[str]
    seats: int | None
    profile: list[tuple[Any, int]]

    @property
    def total(self) -> int:
        """All ballots of the file."""
        return sum(votes for _, votes in self.profile)

    @property
    def standing(self) -> list[str]:
        """Those who did not withdraw, in their order."""
        return [name for name in self.candidates if name not in self.withdrawn]


def apart(names: list[str]) -> list[str]:
    """Return names of which no two are alike: namesakes get their numbers, signs that steer a terminal are blanked."""
    names = ["".join(sign if sign.isprintable() else " " for sign in name) for name in names]
    return [f"{name} (no. {at + 1})" if names.count(name) > 1 else name for at, name in enumerate(names)]
