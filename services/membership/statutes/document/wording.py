"""How a message shows what was written, and guesses what was meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any


def shown(value: Any) -> str:
    """Write a value as it may stand in a message: short, on one line."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def meant(word: Any, known: Iterable[str]) -> str:
    """Return `` (did you mean "…"?)`` when a known word is close to the one that was written, else nothing."""
    close = difflib.get_close_matches(str(word), list(known), n=1)
    return f' (did you mean "{close[0]}"?)' if close else ""
