"""What the board says of a tally: all that is published of it, and what it was counted from beside the ballots."""

from __future__ import annotations

from typing import Any

from services.commons.canonical import canonical
from services.commons.storage import Unit
from services.voting.ballots.actions.box import papers_of
from services.voting.ballots.tables import BallotCell
from services.voting.board.actions.entering import enter
from services.voting.polls.tables import Poll
from services.voting.scrutiny.keys import held_key

# Said elsewhere on the board, or no part of the result.
_APART = ("poll_id", "state", "method", "seats", "entitled", "present", "tallied_at")
Rows = list[tuple[Any, int, str | None]]


def enter_tally(unit: Unit, poll: Poll, result: dict[str, Any], rows: Rows) -> None:
    """Enter a tally; ``result`` is what is published, ``rows`` what was counted: vote, votes and college.

    The rows of a poll that is not secret are published too, summed as they are; of a secret one the ballots stand on
    the board, and only what was cast on paper is added here.
    """
    said = {name: value for name, value in result.items() if name not in _APART}
    hidden = result["withheld"] or result["withheld_by_college"]
    counted: list[dict[str, Any]] | None = None
    papers: list[dict[str, Any]] | None = None
    if poll.ballot == "secret":
        # Where the key is withheld for a small group, papers and the rest could tell it apart.
        key = held_key(unit, poll.id)
        papers = None if hidden or (key is not None and key.withheld) else _papers(unit, poll)
    else:
        counted = sorted(
            ({"vote": vote, "votes": votes, "college": college} for vote, votes, college in rows), key=canonical
        )
    enter(unit, poll.id, "tally", {**said, "counted": counted, "papers": papers})


def _papers(unit: Unit, poll: Poll) -> list[dict[str, Any]]:
    """Return what tellers counted on paper: in each cell each vote, and how many papers say so."""
    found = []
    for sheet in papers_of(unit, poll.id):
        cell = unit.session.get_one(BallotCell, (poll.id, sheet.cell))
        found += [
            {"vote": one["vote"], "papers": one["papers"], "college": cell.college, "weight": cell.weight}
            for one in sheet.votes
        ]
    return found
