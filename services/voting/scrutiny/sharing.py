"""Divides a key among scrutineers (Shamir, over GF(2^128) by pycryptodome), so that a threshold of them restores it.

Below the threshold, shares tell nothing at all of the key. A key of 32 bytes is divided as two halves of 16, the size
that the field has; a share is ``number.hexadecimal``, both halves of one scrutineer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from Crypto.Protocol.SecretSharing import Shamir

_HALF = 16


def split(key: bytes, threshold: int, number: int) -> list[str]:
    """Return so many shares of a key of 32 bytes, any ``threshold`` of which restore it."""
    left, right = (Shamir.split(threshold, number, half) for half in (key[:_HALF], key[_HALF:]))
    return [f"{place}.{(one + other).hex()}" for (place, one), (_, other) in zip(left, right, strict=True)]


def join(shares: Sequence[str]) -> bytes:
    """Restore a key from as many shares as its threshold; too few or wrong ones give another key."""
    parts = [(int(place), bytes.fromhex(halves)) for place, _, halves in (share.partition(".") for share in shares)]
    left = Shamir.combine([(place, halves[:_HALF]) for place, halves in parts])
    right = Shamir.combine([(place, halves[_HALF:]) for place, halves in parts])
    return bytes(left + right)


def share_hash(share: str) -> str:
    """Return what is kept of a share: its SHA-256, in hexadecimal; its 256 random bits need no salt."""
    return hashlib.sha256(share.strip().lower().encode()).hexdigest()
