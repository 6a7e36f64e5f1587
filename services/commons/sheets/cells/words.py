"""Words of a closed list, as people write them in French or English."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

import marshmallow as ma
from marshmallow import fields

from ..folding import folded


class WordCell(fields.Field[str]):
    """One of several words, or of what people write instead: ``{"resignation": ("démission",)}``."""

    def __init__(self, words: Mapping[str, Sequence[str]], **options: Any) -> None:
        self.known = {folded(name): word for word, names in words.items() for name in (word, *names)}
        self.right = ", ".join(f"{word} ({names[0]})" if names else word for word, names in words.items())
        super().__init__(**options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        word = self.known.get(folded(str(value)))
        if word is None:
            close = difflib.get_close_matches(folded(str(value)), list(self.known), n=1)
            hint = f"did you mean {self.known[close[0]]}? " if close else ""
            raise ma.ValidationError(f"is not known here; {hint}write one of {self.right}.")
        return word
