"""How accounts, amounts and texts are written for hledger and beancount."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# The five roots of plain text accounting by the beginning of a code, the longest first (PCG, book IX). It is a matter
# of names: neither program minds on which side an account stands.
ROOTS = {
    "Equity": ("10", "11", "12", "13", "14", "18", "8"),
    "Liabilities": ("15", "16", "17", "40", "419", "42", "43", "44", "45", "46", "47", "48", "519"),
    "Assets": ("2", "3", "409", "41", "425", "4287", "4387", "441", "4456", "4487", "451", "4561", "4562", "462",
               "465", "4687", "471", "476", "481", "486", "49", "5"),
    "Expenses": ("6",),
    "Income": ("7",),
}  # fmt: skip
_BY_LENGTH = sorted(
    ((prefix, root) for root, prefixes in ROOTS.items() for prefix in prefixes), key=lambda one: -len(one[0])
)  # fmt: skip
_NO_WORD = re.compile(r"[^A-Za-z0-9]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@lru_cache(4096)
def account_name(code: str, label: str) -> str:
    """Return a name that both programs take: root, then code and label, ``Assets:411-Clients``."""
    root = next((root for prefix, root in _BY_LENGTH if code.startswith(prefix)), "Equity")
    bare = "".join(one for one in unicodedata.normalize("NFKD", label) if not unicodedata.combining(one))
    words = _NO_WORD.sub("-", bare.replace("œ", "oe").replace("Œ", "Oe")).strip("-")[:60].strip("-")
    return f"{root}:{code}-{words}" if words else f"{root}:{code}"


def hledger_text(text: str) -> str:
    """Return a text for a description: no line ends, no start of a comment, no payee."""
    return _CONTROL.sub(" ", text).replace(";", ",").replace("|", "/").strip()


def hledger_tag(text: str) -> str:
    """Return a text for the value of a tag, which ends at a comma."""
    return hledger_text(text).replace(",", " ")


def beancount_text(text: str) -> str:
    """Return a text between quotation marks."""
    escaped = _CONTROL.sub(" ", text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped.strip()}"'
