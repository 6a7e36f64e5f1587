"""Writes a document as JSON; imported by a worker, so it stands alone."""

from __future__ import annotations

import json
from typing import Any


def dumped(document: dict[str, Any]) -> bytes:
    """Return a JSON value as text that a person can read, in UTF-8; the same value gives the same bytes."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
