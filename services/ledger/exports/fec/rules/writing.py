"""Writes the fields of a FEC."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from services.commons.money import exponent

# The journals by the codes and names that French accountants expect.
JOURNALS = {
    "opening": ("AN", "À-nouveaux"),
    "bank": ("BQ", "Banque"),
    "purchases": ("AC", "Achats"),
    "sales": ("VE", "Ventes"),
    "payroll": ("PA", "Paie"),
    "capital": ("CS", "Capital social"),
    "operations": ("OD", "Opérations diverses"),
    "internal": ("VI", "Virements internes"),
    "closing": ("CL", "Clôture"),
}
_NEVER = re.compile(r" *(?:[|\x00-\x1f\x7f-\x9f\u2028\u2029]+ *)+")


@lru_cache(8192)
def cleaned(text: str) -> str:
    """Return a text that fits a field: separators, line ends and control characters become one space."""
    return _NEVER.sub(" ", text).strip()


def decimal_comma(minor: int, currency: str = "EUR") -> str:
    """Write an amount in minor units, zero or above, with a decimal comma and without thousands separators."""
    digits = exponent(currency)
    if not digits:
        return str(minor)
    text = str(minor).rjust(digits + 1, "0")
    return f"{text[:-digits]},{text[-digits:]}"


@lru_cache(8192)
def day_written(day: date) -> str:
    """Write a day as ``20251231``."""
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"


def written(fields: Sequence[str], separator: str) -> str:
    """Write one line, its end included."""
    return separator.join(fields) + "\r\n"


def fec_name(siren: str, closes_on: date) -> str:
    """Return the name that the file must have: ``SIRENFECAAAAMMJJ.txt``, by the day the year closes (VIII)."""
    return f"{siren}FEC{day_written(closes_on)}.txt"
