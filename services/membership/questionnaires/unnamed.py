"""Answers without a name: kept under the digest of a key that the cooperative alone holds. Pure.

A cooperative sends the digest of a new random key with each answer, and shows the former key when it replaces one.
Invariants: a cooperative is counted once; only who holds the key of an answer replaces it; what is kept says neither
whose an answer is, nor in which order they came, nor which of them was replaced.

Residual risk, as of any such scheme that needs no third party: the answer travels through the cooperative's own link,
so whoever reads the federation's broker, process memory, dead letters, write-ahead log or two successive backups while
answers arrive can tell whose is whose; and where all answered alike, or wrote their name into a text, so does anybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

Answers = Mapping[str, Any]
# The digest of a reply's key → its answers. Stored as one JSON object, whose keys the database sorts by themselves.
Kept = Mapping[str, Answers]
DIGEST = r"[0-9a-f]{64}\Z"


def digest_of(key: str) -> str:
    """Return the SHA-256 under which the answers to a key are kept, in hexadecimal."""
    return hashlib.sha256(key.encode()).hexdigest()


def with_reply(kept: Kept, digest: str, replaces: str | None, answers: Answers | None, *, first: bool) -> Kept | None:
    """Return what is kept once a reply has come; None when it is neither a first one nor shows the key of the former.

    ``answers`` is None of a reply that cannot be counted: the former one then stays, under the new key, so that the
    cooperative can still replace it.
    """
    if first:
        return kept if answers is None else {**kept, digest: answers}
    former = None if replaces is None else digest_of(replaces)
    if former is None or former not in kept:
        return None
    rest = {one: given for one, given in kept.items() if one != former}
    return {**rest, digest: kept[former] if answers is None else answers}
