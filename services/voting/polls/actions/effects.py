"""Knows the proposals of the other services, and what became of those that were adopted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.storage import Unit
from services.ledger.contract import proposals as ledger_proposals
from services.membership.contract import proposals as membership_proposals
from services.voting.polls.tables import KnownProposal, Poll


@follows(ledger_proposals.made, projection=(KnownProposal,))
@follows(membership_proposals.made, projection=(KnownProposal,))
def keep_proposal(unit: Unit, event: Event) -> None:
    """Keep a proposal, so that a poll may name it."""
    told = event.data
    row = insert(KnownProposal).values(
        id=told["proposal_id"], service=event.type.partition(".")[0], effect=told["effect"], digest=told["digest"],
        summary=told["summary"], assembly=told["assembly"], seats=told.get("seats"),
        made_at=datetime.fromisoformat(told["made_at"]),
    )  # fmt: skip
    unit.session.execute(row.on_conflict_do_nothing())


@follows(ledger_proposals.settled)
@follows(membership_proposals.settled)
def settle_effect(unit: Unit, event: Event) -> None:
    """Record what became of an effect, the first time it is told; only the service that proposed it can say."""
    told = event.data
    named = select(Poll).where(Poll.resolution_id == told["resolution_id"]).with_for_update()
    poll = unit.session.scalars(named).first()
    if poll is None or poll.effect_state != "pending" or poll.proposal_id != told["proposal_id"]:
        return
    proposal = unit.session.get(KnownProposal, told["proposal_id"])
    if proposal is None or proposal.service != event.type.partition(".")[0]:
        return
    poll.effect_state, poll.effect_reason, poll.effect_links = told["state"], told.get("reason"), told.get("links")
