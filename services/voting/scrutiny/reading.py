"""Opens sealed ballots; runs in a worker process, a piece at a time."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from services.voting.scrutiny.sealing import open_sealed, public_of
from services.voting.tally.rules.votes import canonical, parse_kept


def read_piece(
    private: bytes,
    poll_id: str,
    method: str,
    candidates: Sequence[str],
    maximum: int | None,
    ballots: Sequence[tuple[int, bytes]],
) -> dict[str, list[int] | list[str]]:
    """Return the different votes of ballots given as (cell, sealed), as columns in the order of the votes.

    ``cells``, ``votes`` (canonical JSON; what is unsound or names somebody who does not stand is ``null``), their
    ``digests`` (SHA-256) and how many ``ballots`` say so.
    """
    public, standing = public_of(private), frozenset(candidates)
    counted: Counter[tuple[int, str]] = Counter()
    for cell, sealed in ballots:
        said = open_sealed(private, public, poll_id, sealed)
        vote = None if said is None else parse_kept(method, said, standing, maximum)
        counted[cell, canonical(vote)] += 1
    cells, votes, ballots_of = zip(*((*said, number) for said, number in sorted(counted.items())), strict=True)
    digests = [hashlib.sha256(vote.encode()).hexdigest() for vote in votes]
    return {"cells": list(cells), "votes": list(votes), "digests": digests, "ballots": list(ballots_of)}
