"""Which cells of a secret poll are too small to hide anyone: all ballots, those of one weight, those of one college."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from services.commons.storage import Unit
from services.voting.ballots.actions.box import papers_of
from services.voting.ballots.tables import BallotCell, GatheredBallot
from services.voting.polls.tables import Poll


def small_cells(unit: Unit, poll: Poll) -> tuple[bool, bool]:
    """Say whether any figure would tell who voted what, and whether a figure of a college would.

    Ballots are counted here, not votes: a member with many votes is one voter. Where voters have unlike numbers of
    votes, so few of one number would stand out of any sum. A cell in which nobody voted tells nothing.
    """
    smallest = int(poll.terms["smallest_cell"]["value"])
    if poll.ballot != "secret" or smallest == 0:
        return False, False
    ballots = _ballots(unit, poll)
    weights, colleges = Counter[int](), Counter[str | None]()
    for (college, weight), number in ballots.items():
        weights[weight] += number
        colleges[college] += number
    few = any(0 < number < smallest for number in (sum(ballots.values()), *weights.values()))
    return few, few or any(0 < number < smallest for number in colleges.values())


def _ballots(unit: Unit, poll: Poll) -> Counter[tuple[str | None, int]]:
    """Count the ballots of each college and number of votes, those on paper too."""
    cells = {one.cell: one for one in unit.session.scalars(select(BallotCell).where(BallotCell.poll_id == poll.id))}
    held = select(GatheredBallot.cell, func.count()).where(GatheredBallot.poll_id == poll.id)
    found = Counter[tuple[str | None, int]]()
    for cell, number in unit.session.execute(held.group_by(GatheredBallot.cell)):
        found[cells[cell].college, cells[cell].weight] += number
    for sheet in papers_of(unit, poll.id):
        cell = cells[sheet.cell]
        found[cell.college, cell.weight] += sum(one["papers"] for one in sheet.votes)
    return found
