"""Proclaims results; what was adopted is told to the service that proposed it."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.board.actions.milestones import enter_proclamation
from services.voting.polls import contract
from services.voting.polls.actions.effects import carries_effect
from services.voting.polls.actions.holding import hold_poll, take_step
from services.voting.polls.actions.reading import shown
from services.voting.polls.contract import refusals
from services.voting.polls.tables import Poll
from services.voting.tally.rules.votes import ELECTIVE
from services.voting.tally.tables import Tally


@answers(contract.proclaim_poll)
def proclaim_poll(unit: Unit, poll_id: str) -> dict[str, Any]:
    """Proclaim a tallied poll, once, under a resolution number of its own."""
    poll = hold_poll(unit, poll_id)
    if poll.state in ("open", "suspended", "closed"):
        raise refusals.NotTallied(poll_id=poll_id, state=poll.state)
    take_step(poll, "proclaim")
    tally = unit.session.get_one(Tally, poll_id)
    poll.outcome, poll.resolution_id, poll.proclaimed_at = tally.outcome, new_id("res"), unit.now
    enter_proclamation(unit, poll)
    unit.emit(contract.poll_proclaimed, f"polls/{poll.id}", {
        "poll_id": poll.id, "assembly_id": poll.assembly_id, "resolution_id": poll.resolution_id,
        "state": poll.outcome, "entitled": poll.entitled, "counts": {} if tally.withheld else tally.counts,
    })  # fmt: skip
    _tell(unit, poll, tally)
    return shown(unit, poll)


def _tell(unit: Unit, poll: Poll, tally: Tally) -> None:
    assembly = held_assembly(unit, poll.assembly_id)
    fact = {"resolution_id": poll.resolution_id, "poll_id": poll.id, "assembly_id": assembly.id, "effect": poll.effect,
            "proposal_id": poll.proposal_id, "digest": poll.digest}  # fmt: skip
    poll.effect_state = "pending" if carries_effect(unit, poll) else None
    subject = f"resolutions/{poll.resolution_id}"
    if poll.outcome == "rejected":
        unit.emit(contract.resolution_rejected, subject, {**fact, "rejected_on": assembly.held_on})
        return
    outcome = {"elected": tally.elected} if poll.method in ELECTIVE else None
    unit.emit(contract.resolution_adopted, subject, {
        **fact, "adopted_on": assembly.held_on, "outcome": outcome,
    })  # fmt: skip
