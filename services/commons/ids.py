"""Identifiers: UUID version 7 (RFC 9562), so that later ones sort after earlier ones."""

from __future__ import annotations

import os
import time
import uuid

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, whose order is that of the bits


def uuid7(milliseconds: int | None = None) -> uuid.UUID:
    """Make a UUID of version 7; ``milliseconds`` since the epoch default to now."""
    stamp = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    value = (stamp & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def new_id(prefix: str) -> str:
    """Make a sortable identifier that says what it names, such as ``mbr_06dw…`` (26 characters after the prefix)."""
    value, characters = uuid7().int, []
    for _ in range(26):
        value, digit = divmod(value, 32)
        characters.append(_ALPHABET[digit])
    return f"{prefix}_{''.join(reversed(characters))}"
