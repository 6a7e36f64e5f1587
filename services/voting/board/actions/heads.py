"""Signs the heads of boards, and tells them to those who witness them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.storage import Unit
from services.voting.board.actions.proving import consistency_of
from services.voting.board.actions.signing import signing_key
from services.voting.board.contract.events import board_head_signed
from services.voting.board.contract.shapes import MOST_PROOFS
from services.voting.board.signatures import public_of, signed
from services.voting.board.statements import head_statement
from services.voting.board.tables import Board, BoardHead, BoardKey

FIGURE = "board.heads"
# The moments whose heads are told to others; each head between them is proved by the next that is told.
TOLD = ("opened", "closed", "tally", "proclaimed", "annulled")


def sign_head(unit: Unit, board: Board, moment: str, root: str) -> None:
    """Sign the head of a board as it stands; it is told to others if the statutes disclose ``board.heads``."""
    key, poll_id = signing_key(unit), board.poll_id
    head: dict[str, Any] = {"size": board.size, "root": root, "moment": moment, "signed_at": unit.now.isoformat()}
    head |= {"signature": signed(key, head_statement(unit.coop, poll_id, head)), "key": public_of(key)}
    before = select(BoardHead.size).where(BoardHead.poll_id == poll_id, BoardHead.moment.in_(TOLD))
    earlier = unit.session.scalars(before.order_by(BoardHead.size.desc()).limit(MOST_PROOFS)).all()
    unit.session.add(BoardHead(poll_id=poll_id, **head))
    unit.session.flush()
    if moment in TOLD and takes_part(unit):
        unit.emit(board_head_signed, f"polls/{poll_id}", {
            "poll_id": poll_id, "head": head, "key": unit.session.get_one(BoardKey, head["key"]),
            "continues": [{"size": size, "path": consistency_of(unit, poll_id, size, board.size)} for size in earlier],
        })  # fmt: skip


def takes_part(unit: Unit) -> bool:
    """Say whether this cooperative's statutes let heads cross: its own, and its signature under those of others."""
    return FIGURE in unit.rules.statutes("disclosures", []).value
