"""What an assembly does about a loss: reserves cover it as far as they go, the rest is carried forward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .split import Limit


@dataclass(frozen=True)
class LossCover:
    """A loss in its parts: what each reserve covers of each account that shows the loss, what is carried forward."""

    covered: dict[str, int]  # by account of the reserves
    reduced: dict[str, int]  # by account that shows the loss
    carried: int  # what moves from the year's loss to the losses brought forward
    limits: tuple[Limit, ...]


def cover_losses(
    losses: Mapping[str, int], reserves: Mapping[str, int], asked: Mapping[str, int], articles: tuple[str, str], *,
    brought_forward: str,
) -> LossCover:  # fmt: skip
    """Cover losses (by account, older ones first) out of reserves (by account), no further than both go.

    ``articles`` are the law on reserves and the source of the losses; what is not covered stands on
    ``brought_forward`` afterwards.
    """
    total = sum(asked.values())
    limits = [Limit("within_losses", total, sum(losses.values()), "at_most", articles[1])]
    limits += [
        Limit(f"within_{account}", amount, reserves.get(account, 0), "at_most", articles[0])
        for account, amount in sorted(asked.items())
    ]
    left, reduced = total, {}
    for account in sorted(losses, key=lambda account: (account != brought_forward, account)):
        reduced[account] = min(left, losses[account])
        left -= reduced[account]
    carried = sum(amount - reduced[account] for account, amount in losses.items() if account != brought_forward)
    return LossCover({name: amount for name, amount in asked.items() if amount}, reduced, carried, tuple(limits))
