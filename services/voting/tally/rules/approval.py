"""Elects by approval: those with the most approvals take the seats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.voting.tally.rules.majority import Majority


@dataclass(frozen=True)
class Election:
    """Candidates by rank, who is elected, and which ties the announced order settled.

    ``required`` is the approvals that each elected candidate needs, if the statutes ask for a majority.
    """

    ranking: tuple[str, ...]
    elected: tuple[str, ...]
    required: int
    settled_by_order: tuple[str, ...]


def elect(
    approvals: Mapping[str, int],
    order: Sequence[str],
    seats: int,
    bases: Mapping[str, int],
    elected_if: Majority | None = None,
) -> Election:
    """Rank by approvals, equal ones by the order in which candidates stand, and fill the seats from the top.

    Nobody is elected without an approval, nor below the majority where one is asked for (then a second round fills
    the seats that stay empty).
    """
    required = 1 if elected_if is None else elected_if.required(bases[elected_if.base])
    ranking = sorted(order, key=lambda candidate: (-approvals[candidate], order.index(candidate)))
    able = [candidate for candidate in ranking if approvals[candidate] >= required]
    elected, left = able[:seats], able[seats:]
    settled: list[str] = []
    if left and approvals[left[0]] == approvals[elected[-1]]:
        settled = [candidate for candidate in able if approvals[candidate] == approvals[left[0]]]
    return Election(tuple(ranking), tuple(elected), required, tuple(settled))
