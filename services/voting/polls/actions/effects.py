"""Knows the proposals of the other services, and what became of those that were decided.

An effect goes ``pending → applied | refused`` and, once its resolution is annulled, ``→ undone | kept``. Only the
service that made the proposal can say so, and what it says is told in the order of the resolution.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers, follows
from services.commons.events.received import Event
from services.commons.storage import Listed, Unit, page_of
from services.ledger.contract import proposals as ledger_proposals
from services.membership.contract import proposals as membership_proposals
from services.voting.polls import contract
from services.voting.polls.contract import refusals
from services.voting.polls.tables import KnownProposal, Poll

# Which state of an effect may follow which, by whether the resolution is annulled.
_FOLLOWING: dict[bool, dict[str, tuple[str, ...]]] = {
    False: {"pending": ("applied", "refused")},
    True: {"pending": ("applied", "refused", "undone", "kept"), "applied": ("undone", "kept")},
}


@follows(ledger_proposals.made, projection=(KnownProposal,))
@follows(membership_proposals.made, projection=(KnownProposal,))
def keep_proposal(unit: Unit, event: Event) -> None:
    """Keep a proposal, so that a poll may name it."""
    told = event.data
    row = insert(KnownProposal).values(
        id=told["proposal_id"], service=event.type.partition(".")[0], effect=told["effect"], digest=told["digest"],
        summary=told["summary"], assembly=told["assembly"], seats=told.get("seats"),
        about_person=told.get("about_person", False), either_way=told.get("either_way", False),
        made_at=datetime.fromisoformat(told["made_at"]),
    )  # fmt: skip
    unit.session.execute(row.on_conflict_do_nothing())


@follows(ledger_proposals.withdrawn, projection=(KnownProposal,))
@follows(membership_proposals.withdrawn, projection=(KnownProposal,))
def mark_withdrawn(unit: Unit, event: Event) -> None:
    """Know that no poll may name a proposal any more, and why; only the service that made it can say."""
    told, service = event.data, event.type.partition(".")[0]
    named = KnownProposal.id == told["proposal_id"], KnownProposal.service == service
    unit.session.execute(update(KnownProposal).where(*named).values(withdrawn=told["reason"]))


@follows(ledger_proposals.settled)
@follows(membership_proposals.settled)
def settle_effect(unit: Unit, event: Event) -> None:
    """Record what became of an effect; told twice, or by a service that did not propose it, it changes nothing."""
    told = event.data
    named = select(Poll).where(Poll.resolution_id == told["resolution_id"]).with_for_update()
    poll = unit.session.scalars(named.execution_options(populate_existing=True)).first()
    if poll is None or poll.proposal_id != told["proposal_id"]:
        return
    if told["state"] not in _FOLLOWING[poll.state == "annulled"].get(poll.effect_state or "", ()):
        return
    proposal = unit.session.get(KnownProposal, told["proposal_id"])
    if proposal is None or proposal.service != event.type.partition(".")[0]:
        return
    poll.effect_state, poll.effect_reason, poll.effect_links = told["state"], told.get("reason"), told.get("links")


def check_votable(unit: Unit, proposal: KnownProposal) -> None:
    """Refuse to put to the vote what its owner withdrew, or what an earlier resolution is still changing."""
    if proposal.withdrawn is not None:
        raise refusals.ProposalWithdrawn(
            proposal_id=proposal.id, why=proposal.withdrawn.get("detail", "it gave no reason").rstrip("."),
            article=proposal.withdrawn.get("article"),
        )  # fmt: skip
    moving = or_(Poll.effect_state == "pending", and_(Poll.state == "annulled", Poll.effect_state == "applied"))
    row = unit.session.execute(
        select(Poll.resolution_id, Poll.effect_state).where(Poll.proposal_id == proposal.id, moving).limit(1)
    ).first()
    if row is not None:
        said = "not undone" if row.effect_state == "applied" else row.effect_state
        raise refusals.EffectUnsettled(proposal_id=proposal.id, resolution_id=row.resolution_id, state=said)


def check_still_votable(unit: Unit, poll: Poll) -> None:
    """Refuse to open a poll on a proposal that cannot be put to the vote any more; none named is no matter."""
    if poll.proposal_id is not None:
        check_votable(unit, unit.session.get_one(KnownProposal, poll.proposal_id, populate_existing=True))


def carries_effect(unit: Unit, poll: Poll) -> bool:
    """Say whether the outcome of a poll takes effect: an adoption always, a rejection where the owner says so."""
    if poll.effect is None or poll.proposal_id is None:
        return False
    return poll.outcome == "adopted" or unit.session.get_one(KnownProposal, poll.proposal_id).either_way


@answers(contract.list_effects)
def list_effects(unit: Unit, state: str | None, effect: str | None, limit: int, cursor: str | None) -> Listed:
    """List effects by their polls, the oldest first."""
    rows = select(Poll).where(Poll.effect_state.is_not(None) if state is None else Poll.effect_state == state)
    if effect is not None:
        rows = rows.where(Poll.effect == effect)
    page = page_of(unit.session, rows, key=[Poll.id], limit=limit, cursor=cursor)
    named = select(KnownProposal.id, KnownProposal.service).where(
        KnownProposal.id.in_([poll.proposal_id for poll in page.data])
    )
    services: dict[str, str] = {row.id: row.service for row in unit.session.execute(named)}
    return Listed([_line(poll, services) for poll in page.data], page.next_cursor)


def _line(poll: Poll, services: dict[str, str]) -> dict[str, Any]:
    return {
        "effect": poll.effect, "proposal_id": poll.proposal_id, "state": poll.effect_state,
        "reason": poll.effect_reason, "links": poll.effect_links, "resolution_id": poll.resolution_id,
        "poll_id": poll.id, "assembly_id": poll.assembly_id, "service": services.get(poll.proposal_id or "", ""),
        "outcome": poll.outcome, "proclaimed_at": poll.proclaimed_at, "annulled_at": poll.annulled_at,
    }  # fmt: skip
