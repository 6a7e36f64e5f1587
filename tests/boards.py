"""Writes boards as a service would publish them, out of any entries and with any key: for tests and measurements."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, Any

from nacl.signing import SigningKey

from services.commons.canonical import canonical
from services.commons.merkle import Tree, leaf_hash
from services.voting.board.signatures import public_of, signed
from services.voting.board.statements import BALLOT, head_statement, key_statement, opening_line

SINCE = "2026-03-02T11:00:00+00:00"


def leaves_of(board: bytes) -> list[dict[str, Any]]:
    """Return the leaves of a published board as values."""
    return [entry["leaf"] for entry in json.loads(board)["entries"]]


def write_board(
    file: IO[bytes], coop: str, poll_id: str, size: int, leaves: Iterable[bytes], key: SigningKey
) -> None:  # fmt: skip
    """Write a board of so many leaves, each given as canonical JSON, with a head after every event but the roll."""
    file.write(opening_line(coop, poll_id, size).encode() + b"\n")
    tree, heads = Tree(), []
    for leaf in leaves:
        node = leaf_hash(leaf)
        tree.append(node)
        comma = b"," if tree.size < size else b""
        file.write(b'{"hash":"%s","leaf":%s}%s\n' % (node.hex().encode(), leaf, comma))
        # Canonical JSON ends with the kind.
        kind = leaf.rsplit(b'"', 2)[1].decode()
        if kind not in ("roll", BALLOT):
            heads.append(_head(coop, poll_id, tree, kind, key))
    rows = [_key(coop, key)]
    file.write(b'],"keys":[\n' + b",\n".join(map(canonical, rows)) + b"\n")
    file.write(b'],"heads":[\n' + b",\n".join(map(canonical, heads)) + b"\n")
    file.write(b'],"cosignatures":[\n]}\n')


def _head(coop: str, poll_id: str, tree: Tree, kind: str, key: SigningKey) -> dict[str, Any]:
    said = {"size": tree.size, "root": tree.root().hex(), "moment": kind, "signed_at": SINCE}
    return {**said, "key": public_of(key), "signature": signed(key, head_statement(coop, poll_id, said))}


def _key(coop: str, key: SigningKey) -> dict[str, Any]:
    statement = key_statement(coop, public_of(key), SINCE, None)
    return {"public": public_of(key), "since": SINCE, "signature": signed(key, statement), "previous": None,
            "endorsement": None}  # fmt: skip
