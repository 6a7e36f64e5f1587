"""Shows boards to anyone: whole, by their heads, and by proofs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.voting.board import contract
from services.voting.board.actions.proving import consistency_of, inclusion_of
from services.voting.board.actions.signing import replace_key
from services.voting.board.contract.refusals import NoSuchHead, NotOnBoard
from services.voting.board.tables import BoardEntry, BoardHead, BoardKey, Cosignature


@answers(contract.list_board_heads)
def list_board_heads(unit: Unit, poll_id: str, limit: int, cursor: str | None) -> Listed:
    """List the heads of a board by size."""
    board_size(unit, poll_id)
    heads = select(BoardHead).where(BoardHead.poll_id == poll_id)
    page = page_of(unit.session, heads, key=[BoardHead.size], limit=limit, cursor=cursor)
    signed = cosignatures_of(unit, poll_id, [head.size for head in page.data])
    return Listed([shown_head(head) | {"cosignatures": signed[head.size]} for head in page.data], page.next_cursor)


@answers(contract.get_board_receipt)
def get_board_receipt(unit: Unit, poll_id: str, tracker: str) -> dict[str, Any]:
    """Prove that a ballot is on the board, under the last head that was signed."""
    board_size(unit, poll_id)
    found = select(func.min(BoardEntry.seq)).where(BoardEntry.poll_id == poll_id, BoardEntry.hash == tracker)
    index = unit.session.scalar(found)
    head = unit.session.scalars(
        select(BoardHead).where(BoardHead.poll_id == poll_id).order_by(BoardHead.size.desc()).limit(1)
    ).first()
    if index is None or head is None or head.size <= index:
        raise NotOnBoard(poll_id=poll_id, tracker=tracker)
    path = inclusion_of(unit, poll_id, index, head.size)
    return {"poll_id": poll_id, "tracker": tracker, "index": index, "path": path, "head": head}


@answers(contract.get_board_consistency)
def get_board_consistency(unit: Unit, poll_id: str, from_size: int, to_size: int) -> dict[str, Any]:
    """Prove that one size of the board is the beginning of the other."""
    size = board_size(unit, poll_id)
    if not 0 < from_size <= to_size <= size:
        raise NoSuchHead(poll_id=poll_id, size=size, first=from_size, second=to_size)
    path = consistency_of(unit, poll_id, from_size, to_size)
    return {"poll_id": poll_id, "from_size": from_size, "to_size": to_size, "path": path}


@answers(contract.get_board_key)
def get_board_key(unit: Unit) -> dict[str, Any]:
    """Show the public keys; before the first board there are none."""
    return {"coop": unit.coop, "keys": [shown_key(key) | {"until": key.retired_at} for key in keys_of(unit)]}


@answers(contract.replace_board_key)
def replace_board_key(unit: Unit) -> dict[str, Any]:
    """Put a new key in the place of the one in use."""
    replace_key(unit)
    return get_board_key(unit)


def board_size(unit: Unit, poll_id: str) -> int:
    """Return how many entries the board of a poll has; a poll that never opened has none to show."""
    last = unit.session.scalar(select(func.max(BoardEntry.seq)).where(BoardEntry.poll_id == poll_id))
    if last is None:
        raise NotFound(what="board of poll", id=poll_id)
    return last + 1


def keys_of(unit: Unit) -> Sequence[BoardKey]:
    """Return every key, the first one first."""
    held = {key.previous: key for key in unit.session.scalars(select(BoardKey))}
    chain: list[BoardKey] = []
    while following := held.get(chain[-1].public if chain else None):
        chain.append(following)
    return chain


def shown_key(key: BoardKey) -> dict[str, Any]:
    """Return the public half of a key with its signatures."""
    return {name: getattr(key, name) for name in ("public", "since", "signature", "previous", "endorsement")}


def shown_head(head: BoardHead) -> dict[str, Any]:
    """Return a head as it is published."""
    return {name: getattr(head, name) for name in ("size", "root", "moment", "signed_at", "key", "signature")}


def cosignatures_of(unit: Unit, poll_id: str, sizes: Sequence[int]) -> dict[int, list[Cosignature]]:
    """Return the signatures of witnesses under these heads, by size, in the order of their names."""
    found: dict[int, list[Cosignature]] = defaultdict(list)
    rows = select(Cosignature).where(Cosignature.poll_id == poll_id, Cosignature.size.in_(sizes))
    for one in unit.session.scalars(rows.order_by(Cosignature.size, Cosignature.witness)):
        found[one.size].append(one)
    return found
