"""Enters what happens to a poll into its board, and promises each voter a place on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, literal, literal_column, select
from sqlalchemy.dialects.postgresql import insert as upsert

from services.commons.merkle import Tree, leaf_hash, root_of
from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.voting.board.actions.heads import sign_head
from services.voting.board.actions.signing import remembered_key
from services.voting.board.signatures import signed
from services.voting.board.statements import BALLOT, ballot_leaf, leaf_of, promise_statement
from services.voting.board.tables import BLOCK, BLOCK_HEIGHT, Board, BoardBlock, BoardEntry

# Another entry follows in the same transaction; after every other kind the head of the board is signed.
_FOLLOWED = ("roll",)
_PAGE = 16 * BLOCK  # hashes that are read, and sent to a worker, at once
# The same bytes as ``ballot_leaf`` writes and ``leaf_hash`` hashes, so that ballots stay in the database on their way.
_LEAF: ColumnElement[str] = literal_column(
    """'{"data":{' || coalesce('"college":' || to_json(given.college) || ',', '') || '"sealed":"'
    || translate(encode(given.sealed, 'base64'), chr(10), '') || '"'
    || coalesce(',"weight":' || nullif(given.weight, 1), '') || '},"kind":"ballot"}'"""
)
_HASH: ColumnElement[str] = literal_column(
    "encode(sha256(decode('00', 'hex') || convert_to(made.leaf, 'UTF8')), 'hex')"
)


def enter(unit: Unit, poll_id: str, kind: str, data: dict[str, Any]) -> None:
    """Append an entry of plain JSON to the board of a poll that is held alone, and sign its head.

    What is entered is public at once and for ever: never a name, never anything of who voted.
    """
    unit.session.flush()
    board, leaf = _held(unit, poll_id), leaf_of(kind, data)
    row = {"poll_id": poll_id, "seq": board.size, "kind": kind, "leaf": leaf.decode(), "hash": leaf_hash(leaf).hex()}
    unit.session.execute(insert(BoardEntry), [row])
    _grow(unit, board, board.size + 1)
    if kind not in _FOLLOWED:
        sign_head(unit, board, kind, root_now(unit, board))


def enter_ballots(unit: Unit, poll_id: str, ballots: Select[Any]) -> int:
    """Append every ballot of a closed poll, in the order of the hash of what is sealed; return how many.

    ``ballots`` selects ``sealed`` (bytes), ``college`` (text or null) and ``weight``, one row for each ballot. The
    order tells nothing of who voted when, for whoever seals a ballot cannot choose its place.
    """
    unit.session.flush()
    board, given = _held(unit, poll_id), ballots.subquery("given")
    order = func.row_number().over(order_by=func.sha256(given.c.sealed)) - 1 + board.size
    made = select(order.label("seq"), _LEAF.label("leaf")).select_from(given).subquery("made")
    rows = select(literal(poll_id), made.c.seq, literal(BALLOT), made.c.leaf, _HASH).order_by(made.c.seq)
    entered = insert(BoardEntry).from_select(["poll_id", "seq", "kind", "leaf", "hash"], rows)
    count: int = unit.session.execute(entered).rowcount  # type: ignore[attr-defined]
    _grow(unit, board, board.size + count)
    return count


def promise(unit: Unit, poll_id: str, sealed: bytes, college: str | None = None, weight: int = 1) -> dict[str, str]:
    """Promise the voter a place on the board, without any time: the hash of the ballot's leaf, and our signature."""
    tracker = leaf_hash(ballot_leaf(sealed, college, weight)).hex()
    return {"tracker": tracker, "promise": signed(remembered_key(unit), promise_statement(poll_id, tracker))}


def root_now(unit: Unit, board: Board) -> str:
    """Return the root of a board as it stands, out of its blocks and the entries after the last full one."""
    full = board.size - board.size % BLOCK
    tree = Tree(full, map(bytes.fromhex, board.peaks))
    for node in _hashes(unit, board.poll_id, full, board.size):
        tree.append(node)
    return tree.root().hex()


def block_roots(hashes: list[bytes]) -> list[bytes]:
    """Return the roots of full blocks of leaf hashes; runs in a worker process."""
    return [root_of(hashes[at : at + BLOCK]) for at in range(0, len(hashes), BLOCK)]


def _held(unit: Unit, poll_id: str) -> Board:
    empty = {"poll_id": poll_id, "size": 0, "peaks": []}
    unit.session.execute(upsert(Board).values(empty).on_conflict_do_nothing())
    return unit.session.get_one(Board, poll_id, with_for_update=True, populate_existing=True)


def _grow(unit: Unit, board: Board, size: int) -> None:
    """Take in the entries up to a size, block by block: a hundred thousand are never in memory at once."""
    full = size - size % BLOCK
    tree = Tree(board.size - board.size % BLOCK, map(bytes.fromhex, board.peaks))
    while tree.size < full:
        first = tree.size // BLOCK
        roots = offload(block_roots, _hashes(unit, board.poll_id, tree.size, min(full, tree.size + _PAGE)))
        rows = [{"poll_id": board.poll_id, "number": first + at, "root": root.hex()} for at, root in enumerate(roots)]
        unit.session.execute(insert(BoardBlock), rows)
        for root in roots:
            tree.append(root, BLOCK_HEIGHT)
    board.size, board.peaks = size, [peak.hex() for peak in tree.peaks]
    unit.session.flush()


def _hashes(unit: Unit, poll_id: str, low: int, high: int) -> list[bytes]:
    rows = select(BoardEntry.hash).where(
        BoardEntry.poll_id == poll_id, BoardEntry.seq >= low, BoardEntry.seq < high
    ).order_by(BoardEntry.seq)  # fmt: skip
    return [bytes.fromhex(one) for one in unit.session.scalars(rows)]
