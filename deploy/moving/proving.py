"""Proves what arrived by what it says itself: the books are replayed, and every board of a poll is verified."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator

from sqlalchemy import select

from services.commons.clock import Clock
from services.commons.registry import load_services
from services.commons.storage import Actor, Database, Unit
from services.ledger.proof.check import CheckReport
from services.ledger.proof.check import check as prove_books
from services.voting.board.actions.download import get_board
from services.voting.board.tables import Board
from services.voting.board.verifying import NoBoard, verify

_READER = Actor("operator", "operator", frozenset({"*"}))


def books(ledger: Database, progress: Callable[[str, int, int], None]) -> CheckReport:
    """Replay every entry from zero, as ``rochdale ledger check`` does."""
    return prove_books(ledger, progress=progress)


def boards(voting: Database, clock: Clock) -> Iterator[tuple[str, str | None]]:
    """Verify the board of every poll, and say of each what is wrong first, or None."""
    load_services()
    with voting.reading() as session:
        polls = list(session.scalars(select(Board.poll_id).order_by(Board.poll_id)))
    for poll_id in polls:
        with tempfile.TemporaryFile() as file, voting.reading(snapshot=True) as session:
            unit = Unit(voting.coop, "voting", session, clock, _READER)
            cursor: str | None = None
            while True:
                chunk = get_board(unit, poll_id, cursor)
                file.write(chunk.content if isinstance(chunk.content, bytes) else chunk.content.encode())
                if (cursor := chunk.next_cursor) is None:
                    break
            file.seek(0)
            try:
                report = verify(file)
            except NoBoard as problem:
                yield poll_id, str(problem)
                continue
            yield poll_id, None if report.holds else str(report.findings[0])
