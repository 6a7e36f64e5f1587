"""The labour share under a participation agreement: reckoned on the surplus before it, booked before the year closes.

The reserve is a charge of the year (account 691), so the result that the books show depends on it, while it depends on
the surplus: the circle is cut by adding what is booked already back. S = result + booked − losses; the reserve is
fraction · S; the result after it is result + booked − reserve.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .scop import WorkerFacts, WorkerTerms, worker_labour_share


@dataclass(frozen=True)
class Participation:
    """The computation, step by step, in minor units."""

    result: int
    booked: int
    losses: int
    fraction: Fraction
    reserve: int

    @property
    def before(self) -> int:
        """The result as it would be without any participation."""
        return self.result + self.booked

    @property
    def surplus(self) -> int:
        """The surplus that the fraction is taken of: the result before participation, less losses carried forward."""
        return self.before - self.losses

    @property
    def exact(self) -> Fraction:
        """The reserve before rounding."""
        return self.fraction * max(0, self.surplus)

    @property
    def to_book(self) -> int:
        """What is still to be booked; below zero, what was booked too much."""
        return self.reserve - self.booked

    @property
    def after(self) -> int:
        """The result that the books show once the reserve is booked."""
        return self.before - self.reserve


def participation_due(
    result: int, booked: int, losses: int, facts: WorkerFacts, terms: WorkerTerms
) -> Participation:
    """Return the reserve that is due; ``facts.surplus`` is the surplus before it, nothing is due of a loss."""
    reserve = worker_labour_share(facts, terms) if facts.surplus > 0 else 0
    return Participation(result, booked, losses, terms.labour_share, reserve)
