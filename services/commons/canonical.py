"""One byte string for one value, so that digests mean something (the subset of RFC 8785 that we use: no floats)."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """Write a JSON value with sorted keys and no spaces, in UTF-8; raise TypeError on a float."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no canonical form here; use a decimal string")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)


def json_text(value: Any) -> str:
    """Write compact JSON text, for the bus and for JSON columns."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
