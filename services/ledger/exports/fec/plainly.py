"""The alphabet ISO 8859-15, which the law names first, for texts that hold more than it has."""

from __future__ import annotations

import codecs
import unicodedata

_LIKE = str.maketrans({
    "’": "'", "‘": "'", "‚": ",", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-", "…": "...", "\u202f": " ",
    "\u2009": " ", "•": "-", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i",
})  # fmt: skip


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_LIKE)
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return bare.encode("ascii", "replace").decode(), error.end


def in_latin_9(text: str) -> bytes:
    """Return a text in ISO 8859-15; what that lacks is written without its accents, or as a question mark."""
    return text.encode("iso8859-15", "rochdale-plainly")


codecs.register_error("rochdale-plainly", _plain)
