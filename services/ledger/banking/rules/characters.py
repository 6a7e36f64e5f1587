"""What a SEPA message may hold: the Latin characters of the EPC's implementation guidelines, and nothing else."""

from __future__ import annotations

import re

_OTHERS = re.compile(r"[^0-9A-Za-z/\-?:().,'+ ]")
_IDENTIFIER = re.compile(r"[0-9A-Za-z][0-9A-Za-z+?:().,'\-]{0,34}")


def sepa_text(text: str, most: int) -> str:
    """Return an ASCII text with blanks in place of what SEPA does not carry, without ``//`` or an outer ``/``."""
    allowed = _OTHERS.sub(" ", text)
    return re.sub(r"/{2,}", "/", " ".join(allowed.split()))[:most].strip(" /")


def is_sepa_identifier(text: str) -> bool:
    """Say whether a text may stand as an identifier, such as a mandate's reference (at most 35, no blanks)."""
    return _IDENTIFIER.fullmatch(text) is not None


def end_to_end(identifier: str) -> str:
    """Return an identifier of ours as the one that travels with a payment from end to end (at most 35 characters)."""
    return identifier.replace("_", "-")[:35]
