"""Where an export goes on: a cursor that carries the place and the bounds that the first part set."""

from __future__ import annotations

import base64
import json
from typing import Any

from services.commons.canonical import json_text
from services.commons.refusals import InvalidCursor


def closed(state: dict[str, Any]) -> str:
    """Return the cursor that carries a state of plain JSON."""
    return base64.urlsafe_b64encode(json_text(state).encode()).decode().rstrip("=")


def opened(cursor: str, **shape: type[Any]) -> dict[str, Any]:
    """Return the state that a cursor carries; refuse one that does not hold exactly these things of these types."""
    try:
        state = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, UnicodeDecodeError):
        raise InvalidCursor() from None
    if not isinstance(state, dict) or set(state) != set(shape):
        raise InvalidCursor()
    for name, kind in shape.items():
        value: Any = state[name]
        if type(value) is not kind or (kind is int and abs(value) >= 2**63):
            raise InvalidCursor()
        if kind is dict and not all(type(one) is int and abs(one) < 2**63 for one in value.values()):
            raise InvalidCursor()
    return state
