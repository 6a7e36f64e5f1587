"""The Merkle tree of rolls, against the published vectors of RFC 6962."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from services.voting.rolls.rules import inclusion_proof, leaf_hash, merkle_root, proves

# The inputs and roots of the Certificate Transparency reference tests.
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


def test_the_roots_are_those_of_the_standard() -> None:
    """Each prefix of the reference inputs has its published root; the empty tree is the hash of nothing."""
    assert [merkle_root(INPUTS[:size]) for size in range(1, 9)] == ROOTS
    assert merkle_root([]) == hashlib.sha256(b"").hexdigest()


def test_a_leaf_cannot_pass_for_a_node() -> None:
    """A leaf made of two hashes does not hash like the node above them."""
    pair = leaf_hash(b"a") + leaf_hash(b"b")
    assert merkle_root([b"a", b"b"]) != leaf_hash(pair).hex() != merkle_root([pair + b"x"])


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_every_leaf_can_be_proved_and_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    """The audit path of each leaf leads to the root; with another leaf, place or path it does not."""
    index = data.draw(st.integers(0, len(leaves) - 1))
    root, path, size = merkle_root(leaves), inclusion_proof(leaves, index), len(leaves)
    assert proves(root, leaves[index], index, size, path)
    assert not proves(root, leaves[index] + b"!", index, size, path)
    assert not proves(root, leaves[index], size, size, path)
    if path:
        assert not proves(root, leaves[index], index, size, path[:-1])
