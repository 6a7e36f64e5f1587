"""A cooperative could leave with everything: it arrives elsewhere, equal, and its books and boards hold there."""

from __future__ import annotations

from collections.abc import Callable

from deploy.moving.elsewhere import Moved

from .figures import Figures

# Moves a cooperative to another place, as its operator would.
Mover = Callable[[str], Moved]
LEAVING = "alpar"


def play(figures: Figures, mover: Mover | None) -> None:
    """Let alpar leave and arrive; every table is compared with the export before the arrival counts."""
    if mover is None:
        return
    figures.chapter("alpar leaves with everything, and arrives on another server")
    moved = mover(LEAVING)
    figures.note(f"{moved.arrival.tables} tables with {moved.arrival.rows} rows arrived, each equal to the byte")
    figures.check("checks of its books that do not hold there", len(moved.books.findings), 0)
    figures.check("boards of its polls that do not hold there", [said for said in moved.boards.values() if said], [])
    figures.note(f"its chain goes up to {moved.books.chained}:{moved.books.head[:16]}…; {len(moved.boards)} boards")
    figures.check("keys of the former operator that were revoked", len(moved.arrival.settled.revoked), 1)
