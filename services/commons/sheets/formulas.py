"""Cells that a spreadsheet would run when somebody opens an export of them (OWASP, CSV injection)."""

from __future__ import annotations

import re

# Some spreadsheets take the full-width signs of East Asian keyboards as well.
SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?[\d\s.,'\u00a0\u202f]*\d\s*[€%]?|-+")
_GARBLED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# What a spreadsheet shows in the place of a value that it could not work out, in English and French; and a column that
# was too narrow when the sheet was saved.
_FAILED = re.compile(r"#(?:REF ?!|N/?A|VALUE!|VALEUR ?!|NAME\?|NOM ?\?|DIV/0 ?!|NULL!|NUL ?!|NUM!|NOMBRE ?!|#+)")


def is_failed(cell: str) -> bool:
    """Say whether a cell holds what a spreadsheet shows of a failed calculation instead of a value."""
    return bool(_FAILED.fullmatch(cell.strip()))


def is_garbled(cell: str) -> bool:
    """Say whether a cell holds what nobody typed: control characters, or marks that turn the writing around."""
    return bool(_GARBLED.search(cell))


def unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that exports put before what might be taken for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(SIGNS) else cell


def is_formula(cell: str, *, phone: bool = False) -> bool:
    """Say whether a cell begins like a formula; a signed number is none, nor a telephone number in its column."""
    text = cell.strip(" ")
    if not text.startswith(SIGNS) or _NUMBER.fullmatch(text):
        return False
    return not (phone and text[0] == "+" and not text[1:].translate(str.maketrans("", "", "0123456789 .()-/\u00a0")))


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs; ``unguarded`` gives the cell back."""
    return f"'{cell}" if cell.startswith(SIGNS) and is_formula(cell) else cell
