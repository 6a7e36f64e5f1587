"""The steps by which a verdict is reached: each with its statement, its numbers and the article applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Step:
    """One step: ``kind`` names it for programs, ``numbers`` are votes, ``shares`` exact parts, ``words`` the rest.

    The statement says all of it in English; with the kind and the values it can be said in any language.
    """

    kind: str
    statement: str
    article: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, Fraction] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the step as JSON; shares as text, since they are exact."""
        return {
            "kind": self.kind, "statement": self.statement, "article": self.article, "numbers": dict(self.numbers),
            "shares": {name: str(share) for name, share in self.shares.items()}, "words": dict(self.words),
        }  # fmt: skip
