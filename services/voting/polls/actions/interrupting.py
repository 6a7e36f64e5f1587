"""Suspends and resumes polls, each time with a reason that stays on record."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.voting.board.actions.milestones import enter_step
from services.voting.polls import contract
from services.voting.polls.actions.holding import hold_poll, take_step
from services.voting.polls.actions.reading import shown
from services.voting.polls.tables import Interruption, Poll


@answers(contract.suspend_poll)
def suspend_poll(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Suspend the voting; what was voted stays."""
    poll = hold_poll(unit, poll_id)
    take_step(poll, "suspend")
    _keep(unit, poll, "suspended", body["reason"])
    enter_step(unit, poll)
    unit.emit(contract.poll_suspended, f"polls/{poll.id}", {"poll_id": poll.id, "assembly_id": poll.assembly_id})
    return shown(unit, poll)


@answers(contract.resume_poll)
def resume_poll(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Resume the voting."""
    poll = hold_poll(unit, poll_id)
    take_step(poll, "resume")
    _keep(unit, poll, "resumed", body["reason"])
    enter_step(unit, poll)
    unit.emit(contract.poll_resumed, f"polls/{poll.id}", {"poll_id": poll.id, "assembly_id": poll.assembly_id})
    return shown(unit, poll)


def _keep(unit: Unit, poll: Poll, kind: str, reason: str | None) -> None:
    last = select(func.coalesce(func.max(Interruption.number), 0)).where(Interruption.poll_id == poll.id)
    number = unit.session.scalars(last).one() + 1
    unit.session.add(Interruption(poll_id=poll.id, number=number, kind=kind, reason=reason, at=unit.now))
