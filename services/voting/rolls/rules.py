"""Merkle trees as RFC 6962 §2.1 defines them: a roll committed to in one hash, and the proof that a member is on it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def leaf_hash(leaf: bytes) -> bytes:
    """Hash a leaf; the prefix keeps it apart from an inner node."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def merkle_root(leaves: Sequence[bytes]) -> str:
    """Return the tree head over the leaves in their order, in hexadecimal; of nothing, the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").hexdigest()
    return _levels(leaves)[-1][0].hex()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[str]:
    """Return the audit path of one leaf, from the bottom up, in hexadecimal (RFC 6962 §2.1.1)."""
    path = []
    for level in _levels(leaves)[:-1]:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling].hex())
        index >>= 1
    return path


def proves(root: str, leaf: bytes, index: int, size: int, path: Sequence[str]) -> bool:
    """Say whether an audit path leads from the leaf to the root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last = leaf_hash(leaf), size - 1
    for step in path:
        if last == 0:
            return False
        sibling = bytes.fromhex(step)
        if index & 1 or index == last:
            node = node_hash(sibling, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and node.hex() == root


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Hash pairwise upwards; a last node without sibling rises as it is: the RFC's split at a power of two."""
    levels = [[leaf_hash(leaf) for leaf in leaves]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        if len(below) % 2:
            above.append(below[-1])
        levels.append(above)
    return levels
