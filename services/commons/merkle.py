"""Merkle trees as RFC 6962 §2.1 defines them (RFC 9162 §2.1 for the checks): many things committed to in one hash.

Hashes are 32 bytes inside and hexadecimal where they are shown. ``Subtree`` is MTH(D[low:high]) of the RFC: proofs are
cut out of any source of such hashes, be it a list of leaves or the tables of a database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

EMPTY = hashlib.sha256(b"").digest()
Subtree = Callable[[int, int], bytes]


def leaf_hash(leaf: bytes) -> bytes:
    """Hash a leaf; the prefix keeps it apart from an inner node."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows at its right end and remembers only the roots of its full subtrees: O(log n) of them.

    ``peaks`` are those roots from left to right; their sizes are the powers of two that make up ``size``.
    """

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size, self.peaks = size, list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} full subtrees, not {len(self.peaks)}")

    def append(self, node: bytes, height: int = 0) -> None:
        """Add the hash of a leaf, or the root of a full subtree of 2**height leaves at a place that it may take."""
        if self.size % (1 << height):
            raise ValueError(f"a subtree of {1 << height} leaves cannot begin at {self.size}")
        size = self.size >> height
        while size & 1:
            node = node_hash(self.peaks.pop(), node)
            size >>= 1
        self.peaks.append(node)
        self.size += 1 << height

    def root(self) -> bytes:
        """Return the root of the tree as it stands; of nothing, the hash of nothing."""
        if not self.peaks:
            return EMPTY
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def root_of(hashes: Iterable[bytes], height: int = 0) -> bytes:
    """Return the root over hashes of leaves, or over the roots of full subtrees of one height."""
    tree = Tree()
    for node in hashes:
        tree.append(node, height)
    return tree.root()


def merkle_root(leaves: Iterable[bytes]) -> str:
    """Return the tree head over the leaves in their order, in hexadecimal."""
    return root_of(leaf_hash(leaf) for leaf in leaves).hex()


def inclusion_path(subtree: Subtree, index: int, size: int) -> list[str]:
    """Return the audit path of one leaf, from the bottom up (RFC 6962 §2.1.1: PATH)."""
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(subtree(middle, high))
            high = middle
        else:
            path.append(subtree(low, middle))
            low = middle
    return [node.hex() for node in reversed(path)]


def consistency_path(subtree: Subtree, first: int, second: int) -> list[str]:
    """Return the proof that the tree of ``first`` leaves is the beginning of that of ``second`` (§2.1.2: PROOF).

    Both may be equal (an empty proof); ``first`` is at least one, since the empty tree begins every tree.
    """
    low, high, whole, path = 0, second, True, []
    while first != high - low:
        middle = _split(high - low)
        if first <= middle:
            path.append(subtree(low + middle, high))
            high = low + middle
        else:
            path.append(subtree(low, low + middle))
            low, first, whole = low + middle, first - middle, False
    if not whole:
        path.append(subtree(low, high))
    return [node.hex() for node in reversed(path)]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[str]:
    """Return the audit path of one of these leaves."""
    hashes = [leaf_hash(leaf) for leaf in leaves]
    return inclusion_path(lambda low, high: root_of(hashes[low:high]), index, len(hashes))


def proves(root: str, leaf: bytes, index: int, size: int, path: Sequence[str]) -> bool:
    """Say whether an audit path leads from a leaf to the root."""
    return includes(root, leaf_hash(leaf), index, size, path)


def includes(root: str, node: bytes, index: int, size: int, path: Sequence[str]) -> bool:
    """Say whether an audit path leads from the hash of a leaf to the root (RFC 9162 §2.1.3.2)."""
    steps = _steps(path)
    if steps is None or not 0 <= index < size:
        return False
    last = size - 1
    for step in steps:
        if last == 0:
            return False
        if index & 1 or index == last:
            node = node_hash(step, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = node_hash(node, step)
        index, last = index >> 1, last >> 1
    return last == 0 and node.hex() == root


def continues(first: int, first_root: str, second: int, second_root: str, path: Sequence[str]) -> bool:
    """Say whether a proof shows that one tree is the beginning of the other (RFC 9162 §2.1.4.2)."""
    steps = _steps(path)
    if steps is None or not 0 < first <= second:
        return False
    if first == second:
        return not steps and first_root == second_root
    if not first & (first - 1):
        # The first tree is a full subtree of the second, and the proof leaves its root out.
        steps.insert(0, bytes.fromhex(first_root))
    if not steps:
        return False
    index, last = first - 1, second - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new = node_hash(new, step)
        index, last = index >> 1, last >> 1
    return last == 0 and old.hex() == first_root and new.hex() == second_root


def _split(size: int) -> int:
    """Return the largest power of two below a size of at least two."""
    return 1 << (size - 1).bit_length() - 1


def _steps(path: Sequence[str]) -> list[bytes] | None:
    """Read a path; None when it is none, so that a proof from outside is refused and never breaks anything."""
    try:
        steps = [bytes.fromhex(step) for step in path]
    except (ValueError, TypeError):
        return None
    sound = all(len(step) == 32 and step.hex() == said for step, said in zip(steps, path, strict=True))
    return steps if sound else None
