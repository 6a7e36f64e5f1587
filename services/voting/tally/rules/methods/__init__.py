"""Counts votes by each method: exact, the same whatever the order of the ballots, every round and tie on record.

The rules of a poll decide what the count is worth (majorities, second rounds, colleges); here it is only counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.voting.tally.rules.methods.counted import Count, Profile
from services.voting.tally.rules.methods.judgment import count_majority_judgment
from services.voting.tally.rules.methods.plurality import count_approval, count_single_choice
from services.voting.tally.rules.methods.questions import count_consent, count_resolution
from services.voting.tally.rules.methods.schulze import count_schulze
from services.voting.tally.rules.methods.scottish import count_scottish_stv
from services.voting.tally.rules.methods.ties import Ties, commitment
from services.voting.tally.rules.votes import METHODS

__all__ = ["METHODS", "Count", "Profile", "Ties", "commitment", "count"]

_COUNTED_BY: dict[str, Callable[..., Count]] = {
    "single_choice": count_single_choice, "approval": count_approval, "schulze": count_schulze,
    "majority_judgment": count_majority_judgment,
}  # fmt: skip


def count(
    method: str,
    profile: Profile,
    candidates: Sequence[str] = (),
    seats: int | None = None,
    *,
    ties: Ties | None = None,
    precision: int = 5,
) -> Count:
    """Count votes; ``candidates`` are those who stand, in the announced order, and fill ``seats`` (one unless said).

    A vote in ``profile`` is in its kept form or None (null); candidates that it names and that no longer stand are
    passed over. ``ties`` is the announced rule, by order unless said; ``precision`` the decimals of an STV's values.
    """
    if method == "resolution":
        return count_resolution(profile)
    if method == "consent":
        return count_consent(profile)
    settled_by, filled = ties or Ties(), 1 if seats is None else seats
    if method == "scottish_stv":
        return count_scottish_stv(profile, candidates, filled, settled_by, precision)
    return _COUNTED_BY[method](profile, candidates, filled, settled_by)
