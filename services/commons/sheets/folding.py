"""Compares words as people write them: without case, accents, punctuation and the small words between."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SMALL = frozenset(("de", "du", "des", "d", "l", "la", "le", "les", "of", "the", "a", "en", "et", "and"))
# N°, nº, no., num. and number are all one word.
_SHORT = dict.fromkeys(("n", "no", "num", "number"), "numero")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return the words that count: ``N° d'adhérent`` and ``numero_adherent`` are the same."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    words = [_SHORT.get(word, word) for word in re.findall(r"[^\W_]+", letters)]
    return " ".join([word for word in words if word not in _SMALL] or words)
