"""Merkle trees, against the published vectors of RFC 6962 (the Certificate Transparency reference tests)."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.commons.merkle import (
    Tree,
    consistency_path,
    continues,
    inclusion_path,
    inclusion_proof,
    leaf_hash,
    merkle_root,
    proves,
    root_of,
)

INPUTS = [bytes.fromhex(one) for one in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SECOND = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
THIRD_FOURTH = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
LAST_FOUR = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
FIFTH = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
FIFTH_SIXTH = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
LAST_TWO = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
INCLUSIONS = [
    (0, 1, []),
    (0, 8, [SECOND, THIRD_FOURTH, LAST_FOUR]),
    (5, 8, [FIFTH, LAST_TWO, ROOTS[3]]),
    (2, 3, [ROOTS[1]]),
    (1, 5, [ROOTS[0], THIRD_FOURTH, FIFTH]),
]
CONSISTENCIES = [
    (1, 1, []),
    (1, 8, [SECOND, THIRD_FOURTH, LAST_FOUR]),
    (6, 8, [FIFTH_SIXTH, LAST_TWO, ROOTS[3]]),
    (2, 5, [THIRD_FOURTH, FIFTH]),
]
leaves_of = st.lists(st.binary(max_size=4), min_size=1, max_size=40)


def subtrees(leaves: list[bytes]) -> object:
    """Return MTH(D[low:high]) over these leaves."""
    hashes = [leaf_hash(leaf) for leaf in leaves]
    return lambda low, high: root_of(hashes[low:high])


def flipped(said: str, bit: int) -> str:
    """Return a hash with one bit of it turned over."""
    return f"{int(said, 16) ^ 1 << bit:064x}"


def test_the_roots_are_those_of_the_standard() -> None:
    """Each prefix of the reference inputs has its published root; the empty tree is the hash of nothing."""
    assert [merkle_root(INPUTS[:size]) for size in range(1, 9)] == ROOTS
    assert merkle_root([]) == hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize(("index", "size", "path"), INCLUSIONS)
def test_inclusion_proofs_are_those_of_the_standard(index: int, size: int, path: list[str]) -> None:
    """The audit paths of the reference inputs are the published ones, and they lead to the published roots."""
    assert inclusion_proof(INPUTS[:size], index) == path
    assert proves(ROOTS[size - 1], INPUTS[index], index, size, path)


@pytest.mark.parametrize(("first", "second", "path"), CONSISTENCIES)
def test_consistency_proofs_are_those_of_the_standard(first: int, second: int, path: list[str]) -> None:
    """The consistency proofs of the reference inputs are the published ones, and they hold."""
    assert consistency_path(subtrees(INPUTS), first, second) == path
    assert continues(first, ROOTS[first - 1], second, ROOTS[second - 1], path)


@given(leaves_of, st.data())
@settings(max_examples=50)
def test_every_inclusion_proof_holds_and_no_changed_one_does(leaves: list[bytes], data: st.DataObject) -> None:
    """A leaf is proved in its place only: not by another leaf, index or size, nor by a path with one bit turned."""
    index = data.draw(st.integers(0, len(leaves) - 1))
    root, path = merkle_root(leaves), inclusion_proof(leaves, index)
    assert proves(root, leaves[index], index, len(leaves), path)
    assert not proves(root, leaves[index] + b"!", index, len(leaves), path)
    assert not proves(root, leaves[index], len(leaves), len(leaves), path)
    assert not proves(root, leaves[index], index, len(leaves), [*path, root])
    bit = data.draw(st.integers(0, 255))
    assert not proves(flipped(root, bit), leaves[index], index, len(leaves), path)
    for at in range(len(path)):
        assert not proves(root, leaves[index], index, len(leaves), [*path[:at], flipped(path[at], bit), *path[at + 1:]])
        assert not proves(root, leaves[index], index, len(leaves), [*path[:at], *path[at + 1:]])


@given(leaves_of, st.integers(0, 255))
@settings(max_examples=25)
def test_every_beginning_of_a_tree_is_proved(leaves: list[bytes], bit: int) -> None:
    """Each tree is shown to be the beginning of the whole one; a proof with one bit turned shows nothing."""
    second, root = len(leaves), merkle_root(leaves)
    for first in range(1, second + 1):
        old, path = merkle_root(leaves[:first]), consistency_path(subtrees(leaves), first, second)
        assert continues(first, old, second, root, path)
        assert not continues(first, flipped(old, bit), second, root, path)
        assert not continues(first, old, second, flipped(root, bit), path)
        for at in range(len(path)):
            assert not continues(first, old, second, root, [*path[:at], flipped(path[at], bit), *path[at + 1:]])


@given(leaves_of, st.data())
@settings(max_examples=25)
def test_a_tree_grows_by_what_it_remembers(leaves: list[bytes], data: st.DataObject) -> None:
    """A tree taken up again from its peaks comes to the root of all its leaves, and remembers O(log n) hashes."""
    tree, stop = Tree(), data.draw(st.integers(0, len(leaves)))
    for at, leaf in enumerate(leaves):
        if at == stop:
            tree = Tree(tree.size, [bytes(peak) for peak in tree.peaks])
        assert tree.root().hex() == merkle_root(leaves[:at])
        tree.append(leaf_hash(leaf))
    assert tree.root().hex() == merkle_root(leaves)
    assert len(tree.peaks) <= len(leaves).bit_length()


@given(st.integers(0, 5), st.integers(0, 3), st.integers(0, 3))
@settings(max_examples=40)
def test_full_subtrees_stand_for_their_leaves(subtree_count: int, height: int, more: int) -> None:
    """Roots of full subtrees, then single leaves, come to the same root as all the leaves."""
    leaves = [bytes([at]) for at in range((subtree_count << height) + more)]
    hashes = [leaf_hash(leaf) for leaf in leaves]
    tree = Tree()
    for at in range(subtree_count):
        tree.append(root_of(hashes[at << height:(at + 1) << height]), height)
    for node in hashes[subtree_count << height:]:
        tree.append(node)
    assert tree.root().hex() == merkle_root(leaves)
    path = inclusion_path(subtrees(leaves), len(leaves) - 1, len(leaves)) if leaves else []
    assert path == (inclusion_proof(leaves, len(leaves) - 1) if leaves else [])


def test_a_subtree_has_its_places() -> None:
    """A full subtree cannot begin where one of its size does not, and peaks must fit the size that they stand for."""
    tree = Tree()
    tree.append(leaf_hash(b"one"))
    with pytest.raises(ValueError, match="cannot begin at 1"):
        tree.append(leaf_hash(b"two"), 1)
    with pytest.raises(ValueError, match="2 full subtrees"):
        Tree(3, [leaf_hash(b"one")])


@pytest.mark.parametrize("path", [["zz"], ["00"], [None], [SECOND.upper(), THIRD_FOURTH, LAST_FOUR]])
def test_a_malformed_proof_is_no_proof(path: list[str]) -> None:
    """What is no list of hashes in their one form proves nothing and breaks nothing."""
    assert not proves(ROOTS[7], INPUTS[0], 0, 8, path)
    assert not continues(1, ROOTS[0], 8, ROOTS[7], path)


def test_a_leaf_cannot_pass_for_a_node() -> None:
    """A leaf made of two hashes does not hash like the node above them."""
    pair = leaf_hash(b"a") + leaf_hash(b"b")
    assert merkle_root([b"a", b"b"]) != leaf_hash(pair).hex() != merkle_root([pair + b"x"])
