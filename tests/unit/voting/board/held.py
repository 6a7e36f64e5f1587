"""Polls held from their opening to their proclamation, and their boards."""

from __future__ import annotations

import io
from typing import Any

from nacl.signing import SigningKey

from services.commons.canonical import canonical
from services.voting.board.verifying import Given, Report, verify
from tests.boards import leaves_of, write_board
from tests.unit.voting.hall import Hall

KEY = SigningKey(b"k" * 32)


def election(hall: Hall, voters: int = 20, **asked: Any) -> tuple[str, list[dict[str, Any]]]:
    """Hold a secret election to the closing; return the poll and what each voter was answered."""
    members = hall.admit(voters)
    asked = {"method": "approval", "seats": 2, **asked}
    _, poll_id = hall.sit(members, candidates=[{"member_id": one} for one in members[:4]], **asked)
    answers = []
    for at, credential in enumerate(hall.credentials(poll_id)):
        said: dict[str, Any] = {"choices": sorted({members[at % 4], members[at % 3]})}
        if asked["method"] == "scottish_stv":
            said = {"ranking": [members[(at * at + step) % 4] for step in range(1 + at % 4)]}
        answers.append(hall.cast(poll_id, credential, **said))
    return poll_id, answers


def proclaimed(hall: Hall, voters: int = 20, **asked: Any) -> tuple[str, bytes]:
    """Hold a secret election to its end; return the poll and its board."""
    poll_id, _ = election(hall, voters, **asked)
    hall.proclaim(poll_id)
    return poll_id, board_of(hall, poll_id)


def board_of(hall: Hall, poll_id: str) -> bytes:
    """Download a board."""
    return hall.download("get_board", poll_id=poll_id)


def verified(board: bytes, **given: Any) -> Report:
    """Verify a board from its bytes."""
    return verify(io.BytesIO(board), Given(**given))


def rewritten(board: bytes, leaves: list[dict[str, Any]] | None = None, key: SigningKey = KEY) -> bytes:
    """Write a board anew, with all hashes and signatures in order: as a service that cheats would."""
    told = leaves_of(board) if leaves is None else leaves
    opened = next(one["data"] for one in told if one["kind"] == "opened")
    file = io.BytesIO()
    write_board(file, opened["coop"], opened["poll_id"], len(told), map(canonical, told), key)
    return file.getvalue()


def said(leaves: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """Return what an event of a board says."""
    found: dict[str, Any] = next(one["data"] for one in leaves if one["kind"] == kind)
    return found
