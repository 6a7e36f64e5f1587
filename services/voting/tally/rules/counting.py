"""The votes on a question, by what they say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Counts:
    """Votes by what they say; ``null`` are those that say nothing valid (paper), apart from blank ones."""

    votes_for: int = 0
    against: int = 0
    abstain: int = 0
    blank: int = 0
    null: int = 0

    @property
    def cast(self) -> int:
        """All votes that were given."""
        return self.votes_for + self.against + self.abstain + self.blank + self.null

    @property
    def expressed(self) -> int:
        """The votes that say yes or no: those cast, less blank, null and abstentions."""
        return self.votes_for + self.against

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.votes_for + other.votes_for, self.against + other.against, self.abstain + other.abstain,
            self.blank + other.blank, self.null + other.null,
        )  # fmt: skip

    def named(self) -> dict[str, int]:
        """Return the numbers under the names by which they are published."""
        return {"for": self.votes_for, "against": self.against, "abstain": self.abstain, "blank": self.blank,
                "null": self.null, "cast": self.cast, "expressed": self.expressed}  # fmt: skip
