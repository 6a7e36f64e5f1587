"""Makes credentials by chance; runs in a worker process, since a thousand of them take a while."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from services.voting.ballots.rules import credential_hash

# 192 bits: nobody guesses one, and their hashes need no salt.
_BYTES = 24


def mint(counts: Sequence[int]) -> list[tuple[str, int, str]]:
    """Make so many credentials for each cell, numbered from 0, as (hash, cell, credential).

    They stand in the order of their hashes, across all cells, which is no order at all.
    """
    made = (
        (secrets.token_urlsafe(_BYTES), cell) for cell, count in enumerate(counts) for _ in range(count)
    )
    return sorted((credential_hash(credential), cell, credential) for credential, cell in made)
