"""Texts of banks: compared without case, accents and signs, and references that survive being retyped."""

from __future__ import annotations

import re
import unicodedata

_RUN = re.compile(r"[0-9A-Z]+")
# Below this many characters a reference without its separators could stand in any text by chance.
UNMISTAKABLE = 12
SHORTEST = 5
MOST_RUNS = 5
LABEL_KEY = 24


def plain(text: str) -> str:
    """Return a text in capitals without accents."""
    spelled = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE").replace("ß", "ss")
    decomposed = unicodedata.normalize("NFKD", spelled)
    return "".join(one for one in decomposed if not unicodedata.combining(one)).upper()


def squeezed(text: str) -> str:
    """Return the letters and digits of a text, in capitals, nothing between them."""
    return "".join(_RUN.findall(plain(text)))


def label_key(label: str) -> str:
    """Return what two formats agree on of a label: its first letters and digits (CFONB cuts at 31 characters)."""
    return squeezed(label)[:LABEL_KEY]


class Words:
    """The words of a text, in which references are looked for whatever separators either has.

    A short reference must stand apart from other letters and digits (``joined``: up to five runs of them side by
    side); a long one may be broken by the line ends of the bank.
    """

    def __init__(self, text: str) -> None:
        runs = _RUN.findall(plain(text))
        self.squeezed = "".join(runs)
        ends = range(1, MOST_RUNS + 1)
        self.joined = {"".join(runs[start : start + length]) for start in range(len(runs)) for length in ends}

    def hold(self, reference: str) -> bool:
        """Say whether the text holds a reference (any notation of it)."""
        wanted = squeezed(reference)
        if len(wanted) < SHORTEST:
            return False
        return wanted in self.squeezed if len(wanted) >= UNMISTAKABLE else wanted in self.joined


def payment_reference(identifier: str) -> str:
    """Return the reference that a payer is asked to write: ISO 11649, made of the end of an identifier.

    ``RF``, two check digits (mod 97) that catch a slip of the pen, and twelve characters.
    """
    body = squeezed(identifier.rpartition("_")[2])[-12:]
    digits = "".join(str(int(one, 36)) for one in f"{body}RF00")
    return f"RF{98 - int(digits) % 97:02d}{body}"
