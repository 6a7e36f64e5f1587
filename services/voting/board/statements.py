"""The exact bytes of what a board holds and of what is signed: pure, the same for the service and for a verifier.

Every signed statement begins with a line of its own kind, so that no signature can stand under another statement.
"""

from __future__ import annotations

import base64
from typing import Any

from services.commons.canonical import canonical

FORMAT = "rochdale.board.v1"
BALLOT = "ballot"


def opening_line(coop: str, poll_id: str, size: int) -> str:
    """Return the first line of a published board; its entries follow, one on each line."""
    said = canonical({"board": FORMAT, "coop": coop, "poll_id": poll_id, "size": size}).decode()
    return said[:-1] + ',"entries":['


def leaf_of(kind: str, data: dict[str, Any]) -> bytes:
    """Return an entry as it is hashed and published: canonical JSON on one line."""
    return canonical({"kind": kind, "data": data})


def ballot_leaf(sealed: bytes, college: str | None = None, weight: int = 1) -> bytes:
    """Return the entry of a ballot; its college and its weight stand there only where votes differ by them."""
    data: dict[str, Any] = {"sealed": base64.b64encode(sealed).decode()}
    if college is not None:
        data["college"] = college
    if weight != 1:
        data["weight"] = weight
    return leaf_of(BALLOT, data)


def key_statement(coop: str, public: str, since: str, previous: str | None) -> bytes:
    """Return what a key signs of itself, and the key before it of its successor."""
    said = {"coop": coop, "public": public, "since": since, "previous": previous}
    return b"rochdale board key v1\n" + canonical(said)


def promise_statement(poll_id: str, tracker: str) -> bytes:
    """Return what is signed when a ballot is accepted: that its leaf will be on this poll's board."""
    return b"rochdale ballot promise v1\n" + canonical({"poll_id": poll_id, "tracker": tracker})


def head_statement(coop: str, poll_id: str, head: dict[str, Any]) -> bytes:
    """Return what is signed of a head: the board that it is of, its size, root and moment, and when it was signed."""
    said = {name: head[name] for name in ("size", "root", "moment", "signed_at")}
    return b"rochdale board head v1\n" + canonical({"coop": coop, "poll_id": poll_id, **said})


def cosignature_statement(witness: str, coop: str, poll_id: str, size: int, root: str) -> bytes:
    """Return what a witness signs: that it saw this root, after a beginning that it continues."""
    said = {"witness": witness, "coop": coop, "poll_id": poll_id, "size": size, "root": root}
    return b"rochdale board cosignature v1\n" + canonical(said)
