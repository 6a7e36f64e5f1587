"""Shows polls and the proposals that they may name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.clock import legal_day
from services.commons.storage import Listed, Unit, page_of
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.actions.quorum import presence_now
from services.voting.assemblies.actions.terms import part_of
from services.voting.polls import contract
from services.voting.polls.actions.holding import seen_poll
from services.voting.polls.standing import candidates_of
from services.voting.polls.tables import Candidate, Interruption, KnownProposal, Objection, Poll


def shown(unit: Unit, poll: Poll) -> dict[str, Any]:
    """Return a poll as the API shows it."""
    unit.session.flush()
    effect = None
    if poll.effect_state is not None:
        effect = {"effect": poll.effect, "proposal_id": poll.proposal_id, "state": poll.effect_state,
                  "reason": poll.effect_reason, "links": poll.effect_links}  # fmt: skip
    interruptions = select(Interruption).where(Interruption.poll_id == poll.id).order_by(Interruption.number)
    objections = select(func.count()).where(Objection.poll_id == poll.id)
    columns = {column.key: getattr(poll, column.key) for column in Poll.__table__.columns}
    return {
        **columns, "effect": effect, "contestable_until": contestable_until(poll),
        "interruptions": list(unit.session.scalars(interruptions)),
        "objections": unit.session.scalar(objections) if poll.method == "consent" else 0,
        "candidates": [candidate_shown(one) for one in candidates_of(unit, poll.id)],
        "successor_id": unit.session.scalar(select(Poll.id).where(Poll.predecessor_id == poll.id)),
    }  # fmt: skip


def contestable_until(poll: Poll) -> date | None:
    """Return the last day on which a result may be contested, by the time fixed at sealing; None before it is told."""
    if poll.proclaimed_at is None:
        return None
    return legal_day(poll.proclaimed_at) + timedelta(days=int(poll.terms["contest"]["days"]))


def candidate_shown(one: Candidate) -> dict[str, Any]:
    """Return a candidate as the API shows it."""
    return {"member_id": one.member_id, "position": one.position, "statement": one.statement,
            "withdrawn": one.withdrawn_at is not None}  # fmt: skip


@answers(contract.get_poll)
def get_poll(unit: Unit, poll_id: str) -> dict[str, Any]:
    """Return one poll."""
    return shown(unit, seen_poll(unit, poll_id))


@answers(contract.list_polls)
def list_polls(unit: Unit, assembly_id: str | None, state: str | None, limit: int, cursor: str | None) -> Listed:
    """List polls in the order in which they were drafted."""
    rows = select(Poll)
    if assembly_id is not None:
        rows = rows.where(Poll.assembly_id == assembly_id)
    if state is not None:
        rows = rows.where(Poll.state == state)
    return page_of(unit.session, rows, key=[Poll.id], limit=limit, cursor=cursor)


@answers(contract.get_quorum)
def get_quorum(unit: Unit, poll_id: str) -> dict[str, Any]:
    """Return the quorum that the poll opened with, or that of this moment."""
    poll = seen_poll(unit, poll_id)
    if poll.quorum is not None:
        return dict(poll.quorum)
    assembly = held_assembly(unit, poll.assembly_id)
    return presence_now(unit, assembly, part_of(unit, assembly, poll.agenda_item_id)).shown()


@answers(contract.list_votable_proposals)
def list_votable_proposals(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List the proposals known here."""
    return page_of(unit.session, select(KnownProposal), key=[KnownProposal.id], limit=limit, cursor=cursor)
