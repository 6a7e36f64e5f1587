"""Annuls polls and drafts their successors; a poll is never reset."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.ids import new_id
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly, in_state
from services.voting.assemblies.tables import Assembly
from services.voting.ballots.actions.box import gather
from services.voting.board.actions.milestones import enter_annulment
from services.voting.polls import contract
from services.voting.polls.actions.holding import hold_poll, take_step
from services.voting.polls.tables import Candidate, Poll
from services.voting.scrutiny.keys import void

ASKED = ("title", "question", "method", "ballot", "about_person", "seats", "maximum_choices", "proposal_id", "effect",
         "digest")  # fmt: skip

# Reasons of ours, which an event and the board may say as they are.
_CODES = ("second_call", "assembly_closed", "replaced")


def unopened(unit: Unit, assembly: Assembly) -> list[Poll]:
    """Return the polls of an assembly that never opened, held alone, in the order in which they were drafted."""
    waiting = select(Poll.id).where(Poll.assembly_id == assembly.id, Poll.state.in_(("draft", "sealed")))
    held = [hold_poll(unit, poll_id) for poll_id in unit.session.scalars(waiting.order_by(Poll.id)).all()]
    return [poll for poll in held if poll.state in ("draft", "sealed")]


def annul(unit: Unit, poll: Poll, reason: str, successor_id: str | None) -> None:
    """Annul a poll that is held alone; what is in its box is put out of order and never counted."""
    voting = poll.state in ("open", "suspended")
    take_step(poll, "annul_final" if poll.state == "final" else "annul")
    if voting and poll.ballot == "secret":
        gather(unit, poll)
    elif poll.ballot == "secret":
        void(unit, poll.id)
    poll.annulled_for, poll.annulled_at = reason, unit.now
    poll.annulment_code = poll.annulment_code or _code(reason)
    enter_annulment(unit, poll, _public(reason), successor_id)
    unit.emit(contract.poll_annulled, f"polls/{poll.id}", {
        "poll_id": poll.id, "assembly_id": poll.assembly_id, "reason": _public(reason), "successor_id": successor_id,
    })  # fmt: skip
    if poll.resolution_id is not None:
        _tell(unit, poll)


def _tell(unit: Unit, poll: Poll) -> None:
    """Tell that a resolution has no effect from today on, in the order of all that was told of it."""
    unit.emit(contract.resolution_annulled, f"resolutions/{poll.resolution_id}", {
        "resolution_id": poll.resolution_id, "poll_id": poll.id, "assembly_id": poll.assembly_id,
        "annulled_on": unit.today, "outcome": poll.outcome, "effect": poll.effect, "proposal_id": poll.proposal_id,
        "code": poll.annulment_code,
    })  # fmt: skip


def succeed(unit: Unit, poll: Poll, reason: str) -> str:
    """Annul a poll and draft its successor in the same assembly."""
    assembly = held_assembly(unit, poll.assembly_id)
    in_state(assembly, "draft", "convened", "open")
    return carry_over(unit, poll, assembly, {poll.agenda_item_id: poll.agenda_item_id}, reason)


def carry_over(unit: Unit, poll: Poll, assembly: Assembly, items: dict[str, str], reason: str) -> str:
    """Annul a poll and draft the same question in an assembly, where its agenda item is ``items[old]``."""
    successor_id = new_id("pol")
    annul(unit, poll, reason, successor_id)
    # The proposal must be free before the successor can name it.
    unit.session.flush()
    asked: dict[str, Any] = {name: getattr(poll, name) for name in ASKED}
    unit.session.add(
        Poll(id=successor_id, assembly_id=assembly.id, agenda_item_id=items[poll.agenda_item_id], state="draft",
             created_at=unit.now, predecessor_id=poll.id, **asked)
    )  # fmt: skip
    unit.session.flush()
    candidates = unit.session.scalars(select(Candidate).where(Candidate.poll_id == poll.id)).all()
    unit.session.add_all(
        Candidate(poll_id=successor_id, member_id=one.member_id, position=one.position, statement=one.statement,
                  withdrawn_at=one.withdrawn_at)
        for one in candidates
    )  # fmt: skip
    return successor_id


def _code(reason: str) -> str:
    return reason if reason in _CODES else "irregularity"


def _public(reason: str) -> str:
    """Return what an event may say: a code of ours, never a text that someone wrote."""
    return reason if reason in _CODES else "annulled"
