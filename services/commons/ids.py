"""Identifiers: UUID version 7 (RFC 9562), so that later ones sort after earlier ones."""

from __future__ import annotations

import os
import time
import uuid

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, whose order is that of the bits
_TICKS = 1 << 12  # of a millisecond: a quarter of a microsecond each

_last = 0


def uuid7() -> uuid.UUID:
    """Make a UUID of version 7 that sorts after each one this process made before.

    The 12 bits after the milliseconds carry their fraction (RFC 9562 section 6.2, method 3), and a clock that stands
    still or is set back moves on by one tick: rows written in one go are listed in the order they were written in.
    The other 62 bits are random.
    """
    global _last
    _last = tick = max(time.time_ns() * _TICKS // 1_000_000, _last + 1)
    milliseconds, fraction = divmod(tick, _TICKS)
    chance = int.from_bytes(os.urandom(8), "big") >> 2
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | chance)


def new_id(prefix: str) -> str:
    """Make a sortable identifier that says what it names, such as ``mbr_06dw…`` (26 characters after the prefix)."""
    value, characters = uuid7().int, []
    for _ in range(26):
        value, digit = divmod(value, 32)
        characters.append(_ALPHABET[digit])
    return f"{prefix}_{''.join(reversed(characters))}"
