"""How ties are settled: by a rule that is announced before anyone votes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

RULES = ("order", "lot")


@dataclass(frozen=True)
class Ties:
    """The announced rule: the order in which candidates stand, or a lot drawn from a seed that was committed to.

    The lot orders candidates by SHA-256 of ``<seed>:<poll>:<candidate>`` (UTF-8, the seed in hexadecimal), smallest
    first; anyone who knows the seed draws it again. Who comes first in the order has the better of a tie.
    """

    rule: str = "order"
    seed: str | None = None
    poll: str = ""

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise ValueError(f"ties are settled by order or lot, not by {self.rule!r}")
        if (self.rule == "lot") != (self.seed is not None):
            raise ValueError("a lot is drawn from a seed, and only a lot")

    def precedence(self, candidates: Sequence[str]) -> dict[str, int]:
        """Return the place of each candidate in the order that settles ties, from 0; ``candidates`` as announced."""
        ordered = list(candidates) if self.rule == "order" else sorted(candidates, key=self._draw)
        return {candidate: place for place, candidate in enumerate(ordered)}

    def _draw(self, candidate: str) -> bytes:
        return hashlib.sha256(f"{self.seed}:{self.poll}:{candidate}".encode()).digest()


def settlement(ties: Ties, among: Sequence[str], what: str, **where: int) -> dict[str, Any]:
    """Tell of a tie that the announced rule settled; ``among`` in the order that the rule gave."""
    return {"among": list(among), "for": what, "settled_by": ties.rule, "first": among[0], **where}


def commitment(seed: str) -> str:
    """Return what is published of a seed before the vote: its SHA-256, in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(seed)).hexdigest()
