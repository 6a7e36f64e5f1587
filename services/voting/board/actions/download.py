"""Writes a board as one JSON document that a reader can also take line by line, in bounded memory.

The first line opens it; then each entry, key, head and signature stands on a line of its own, as canonical JSON. Every
byte is accounted for: what is not hashed or signed is fixed by the form, so that none can change unnoticed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.canonical import canonical
from services.commons.refusals import InvalidCursor
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.voting.board import contract
from services.voting.board.actions.showing import board_size, cosignatures_of, keys_of, shown_head, shown_key
from services.voting.board.statements import opening_line
from services.voting.board.tables import BoardEntry, BoardHead

MEDIA = "application/json"
_LINES, _SIZE = 1000, 400_000  # of a page


@answers(contract.get_board)
def get_board(unit: Unit, poll_id: str, cursor: str | None) -> Chunk:
    """Download page after page; the cursor is the next entry and the size that the board had on the first page."""
    if cursor is None:
        low, size = 0, board_size(unit, poll_id)
        written = opening_line(unit.coop, poll_id, size) + "\n"
    else:
        low, size = _opened(cursor)
        written = ""
    rows = select(BoardEntry.seq, BoardEntry.hash, BoardEntry.leaf).where(
        BoardEntry.poll_id == poll_id, BoardEntry.seq >= low, BoardEntry.seq < size
    ).order_by(BoardEntry.seq).limit(_LINES)  # fmt: skip
    length, lines = 0, []
    for row in unit.session.execute(rows):
        line = f'{{"hash":"{row.hash}","leaf":{row.leaf}}}'
        lines.append(line + ("," if row.seq + 1 < size else "") + "\n")
        length, low = length + len(line.encode()), row.seq + 1
        if length > _SIZE:
            break
    written += "".join(lines)
    name = f"board-{unit.coop}-{poll_id}.json"
    if low < size:
        return Chunk(written, MEDIA, f"{low}:{size}", name)
    return Chunk(written + _ending(unit, poll_id, size), MEDIA, None, name)


def _ending(unit: Unit, poll_id: str, size: int) -> str:
    """Return the keys, the heads up to this size and the signatures under them, and the end of the document."""
    heads = unit.session.scalars(
        select(BoardHead).where(BoardHead.poll_id == poll_id, BoardHead.size <= size).order_by(BoardHead.size)
    ).all()
    signed = cosignatures_of(unit, poll_id, [head.size for head in heads])
    cosignatures = [
        {"size": one.size, "witness": one.witness, "key": one.key, "signature": one.signature}
        for each in signed.values() for one in each
    ]  # fmt: skip
    return (
        '],"keys":[\n' + _listed(map(shown_key, keys_of(unit)))
        + '],"heads":[\n' + _listed(map(shown_head, heads))
        + '],"cosignatures":[\n' + _listed(cosignatures) + "]}\n"
    )  # fmt: skip


def _listed(rows: Iterable[dict[str, Any]]) -> str:
    written = ",\n".join(canonical(row).decode() for row in rows)
    return written + "\n" if written else ""


def _opened(cursor: str) -> tuple[int, int]:
    low, _, size = cursor.partition(":")
    if not all(one.isascii() and one.isdigit() and len(one) < 16 for one in (low, size)) or int(low) > int(size):
        raise InvalidCursor()
    return int(low), int(size)


