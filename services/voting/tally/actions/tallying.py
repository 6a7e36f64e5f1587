"""Tallies closed polls: the votes are counted and the verdict drawn in a worker process, by pure rules."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.voting.ballots.actions.box import profile_of
from services.voting.board.actions.results import enter_tally
from services.voting.polls.actions.holding import hold_poll, take_step
from services.voting.polls.tables import Poll
from services.voting.tally import contract
from services.voting.tally.actions.publishing import published
from services.voting.tally.cells import small_cells
from services.voting.tally.electorate import question_of
from services.voting.tally.rules import Outcome
from services.voting.tally.rules.pieces import outcome_of_pieces, packed, unpacked
from services.voting.tally.tables import Tally


@answers(contract.tally_poll)
def tally_poll(unit: Unit, poll_id: str) -> dict[str, Any]:
    """Count a closed poll, once, by the rules that were fixed when it was sealed.

    Closing held the poll alone, so every accepted ballot is in the box; the state and the tally are written in one
    transaction, so a crash leaves the poll closed and untallied.
    """
    poll = hold_poll(unit, poll_id)
    if poll.state in ("open", "suspended"):
        raise contract.ResultAskedTooEarly(poll_id=poll_id, state=poll.state)
    take_step(poll, "tally")
    question = question_of(unit, poll)
    pieces = list(packed((row.vote, row.votes, row.college) for row in profile_of(unit, poll)))
    tally = _kept(unit, poll, offload(outcome_of_pieces, question, pieces))
    unit.session.add(tally)
    result = published(unit, poll, tally)
    # The board holds the ballots of a secret poll already; of another, what was counted is entered with the tally.
    enter_tally(unit, poll, result, [] if poll.ballot == "secret" else list(unpacked(pieces)))
    return result


def _kept(unit: Unit, poll: Poll, outcome: Outcome) -> Tally:
    """Return the tally to keep, with what of it is too small to be published."""
    few, few_of_a_college = small_cells(unit, poll)
    found = asdict(outcome)
    found["scale"] = None if outcome.scale is None else str(outcome.scale)
    return Tally(poll_id=poll.id, tallied_at=unit.now, withheld=few,
                 withheld_by_college=bool(outcome.colleges) and few_of_a_college, **found)  # fmt: skip
