"""Cuts proofs out of a board: a block of leaves at each end, the roots of the blocks between, and nothing more read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import or_, select

from services.commons.merkle import Tree, consistency_path, inclusion_path
from services.commons.storage import Unit
from services.voting.board.tables import BLOCK, BLOCK_HEIGHT, BoardBlock, BoardEntry


def inclusion_of(unit: Unit, poll_id: str, index: int, size: int) -> list[str]:
    """Return the audit path of one entry in the tree of the first ``size`` entries."""
    return inclusion_path(_subtree(unit, poll_id, {index // BLOCK, size // BLOCK}), index, size)


def consistency_of(unit: Unit, poll_id: str, first: int, second: int) -> list[str]:
    """Return the proof that the tree of ``first`` entries is the beginning of that of ``second``."""
    return consistency_path(_subtree(unit, poll_id, {first // BLOCK, second // BLOCK}), first, second)


def _subtree(unit: Unit, poll_id: str, opened: Iterable[int]) -> Callable[[int, int], bytes]:
    """Return MTH(D[low:high]) of a board; only the ``opened`` blocks are cut anywhere but at their ends."""
    roots = select(BoardBlock.root).where(BoardBlock.poll_id == poll_id).order_by(BoardBlock.number)
    blocks = [bytes.fromhex(root) for root in unit.session.scalars(roots)]
    leaves = select(BoardEntry.seq, BoardEntry.hash).where(
        BoardEntry.poll_id == poll_id,
        or_(*(BoardEntry.seq.between(number * BLOCK, number * BLOCK + BLOCK - 1) for number in opened)),
    )  # fmt: skip
    hashes = {row.seq: bytes.fromhex(row.hash) for row in unit.session.execute(leaves)}

    def subtree(low: int, high: int) -> bytes:
        tree, at = Tree(), low
        while at < high:
            if at % BLOCK == 0 and at + BLOCK <= high:
                tree.append(blocks[at // BLOCK], BLOCK_HEIGHT)
                at += BLOCK
            else:
                tree.append(hashes[at])
                at += 1
        return tree.root()

    return subtree
