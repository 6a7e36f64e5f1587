"""Makes credentials by chance; runs in a worker process, since a thousand of them take a while."""

from __future__ import annotations

import secrets

from services.voting.ballots.rules import credential_hash

# 192 bits: nobody guesses one, and their hashes need no salt.
_BYTES = 24


def mint(count: int) -> list[tuple[str, str]]:
    """Make credentials as (hash, credential), in the order of the hashes, which is no order at all."""
    made = (secrets.token_urlsafe(_BYTES) for _ in range(count))
    return sorted((credential_hash(credential), credential) for credential in made)
