"""Moves amendments from the floor and draws the consequence of their votes; no text that stood is ever overwritten."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.voting.assemblies import contract
from services.voting.assemblies.actions.bureau import require_present
from services.voting.assemblies.actions.holding import held_assembly, in_state
from services.voting.assemblies.actions.terms import part_of, terms_of
from services.voting.assemblies.contract.amendments import AmendmentOutOfPlace, AmendmentSettled, EffectNeedsProposal
from services.voting.assemblies.contract.refusals import PollsUnfinished
from services.voting.assemblies.tables import Amendment, Assembly
from services.voting.polls.actions.drafting import draft_poll, named_proposal
from services.voting.polls.actions.holding import hold_poll
from services.voting.polls.actions.succession import annul, carry_over
from services.voting.polls.contract.refusals import WrongPollState
from services.voting.polls.successors import last_of
from services.voting.polls.tables import KnownProposal, Poll

UNOPENED = ("draft", "sealed")


@answers(contract.move_amendment)
def move_amendment(unit: Unit, assembly_id: str, body: dict[str, Any]) -> Amendment:
    """Draft the vote on an amendment, under the item of the resolution that it changes.

    What the amended text would put into effect must have been proposed by the owning service, which checks it: an
    effect that would break law or statutes is refused before the vote, not after it.
    """
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "open")
    poll = _resolution(unit, assembly, body["poll_id"])
    article = _article(unit, assembly, poll)
    if why := _out_of_place(unit, poll, body):
        raise AmendmentOutOfPlace(poll_id=poll.id, why=why, article=article)
    require_present(unit, assembly, [body["moved_by"]], article)
    if poll.proposal_id is not None:
        _new_proposal(unit, assembly, poll, body["proposal_id"])
    last = select(func.coalesce(func.max(Amendment.position), 0)).where(Amendment.poll_id == poll.id)
    amendment = Amendment(
        id=new_id("amd"), assembly_id=assembly_id, poll_id=poll.id, position=unit.session.scalars(last).one() + 1,
        vote_poll_id=_draft_vote(unit, poll, body["text"]), moved_by=body["moved_by"], moved_at=unit.now,
        old_text=poll.question, new_text=body["text"], old_proposal_id=poll.proposal_id,
        new_proposal_id=body["proposal_id"], state="moved",
    )  # fmt: skip
    unit.session.add(amendment)
    return amendment


@answers(contract.settle_amendment)
def settle_amendment(unit: Unit, assembly_id: str, amendment_id: str) -> Amendment:
    """Follow the vote: rejected, the resolution stays as it is; adopted, its amended successor takes its place.

    The other amendments of the text that is no more lapse; they may be moved again on the new one.
    """
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "open")
    amendment = unit.session.get(Amendment, amendment_id, with_for_update=True, populate_existing=True)
    if amendment is None or amendment.assembly_id != assembly_id:
        raise NotFound(what="amendment", id=amendment_id)
    vote = last_of(unit, amendment.vote_poll_id)
    article = _article(unit, assembly, vote)
    if amendment.state != "moved":
        raise AmendmentSettled(amendment_id=amendment_id, state=amendment.state, article=article)
    if vote.outcome is None and vote.state != "annulled":
        raise PollsUnfinished(poll_ids=vote.id, article=article)
    if vote.state == "annulled" or vote.outcome == "rejected":
        amendment.state = "lapsed" if vote.state == "annulled" else "rejected"
    else:
        amendment.amended_poll_id = _amend(unit, assembly, amendment)
        amendment.state = "adopted"
        others = select(Amendment).where(Amendment.poll_id == amendment.poll_id, Amendment.id != amendment.id)
        _lapse(unit, others, "replaced")
    amendment.settled_at = unit.now
    return amendment


@answers(contract.list_amendments)
def list_amendments(unit: Unit, assembly_id: str, limit: int, cursor: str | None) -> Listed:
    """List the amendments of an assembly in the order in which they were moved."""
    held_assembly(unit, assembly_id)
    rows = select(Amendment).where(Amendment.assembly_id == assembly_id)
    return page_of(unit.session, rows, key=[Amendment.id], limit=limit, cursor=cursor)


def end_amendments(unit: Unit, assembly: Assembly) -> None:
    """Let the amendments lapse that a session leaves unsettled."""
    _lapse(unit, select(Amendment).where(Amendment.assembly_id == assembly.id), "assembly_closed")


def _resolution(unit: Unit, assembly: Assembly, poll_id: str) -> Poll:
    """Return the poll to be amended, held alone, before anyone votes in it."""
    poll = hold_poll(unit, poll_id)
    if poll.assembly_id != assembly.id:
        raise NotFound(what="poll", id=poll_id)
    if poll.state not in UNOPENED:
        raise WrongPollState(poll_id=poll_id, state=poll.state, needed=" or ".join(UNOPENED))
    return poll


def _out_of_place(unit: Unit, poll: Poll, body: dict[str, Any]) -> str | None:
    """Say why an amendment is none, or None."""
    if poll.method not in ("resolution", "consent"):
        return "an election has no text to amend"
    if unit.session.scalar(select(Amendment.id).where(Amendment.vote_poll_id == poll.id)):
        return "an amendment is not amended; another text may be moved on the resolution itself"
    if poll.question == body["text"]:
        return "the text is the same"
    if poll.proposal_id is None and body["proposal_id"] is not None:
        return "the resolution puts nothing into effect, and an amendment stays within its item of the agenda"
    return None


def _new_proposal(unit: Unit, assembly: Assembly, poll: Poll, proposal_id: str | None) -> KnownProposal:
    """Return the proposal of the amended text: another one, of the same effect, under the same rules, free to vote."""
    article = _article(unit, assembly, poll)
    if proposal_id in (None, poll.proposal_id):
        raise EffectNeedsProposal(poll_id=poll.id, proposal_id=poll.proposal_id, effect=poll.effect, article=article)
    proposal = named_proposal(unit, assembly, proposal_id, poll.agenda_item_id)
    assert proposal is not None
    if proposal.effect != poll.effect:
        why = f"its item is on {poll.effect}, the proposal on {proposal.effect}"
        raise AmendmentOutOfPlace(poll_id=poll.id, why=why, article=article)
    return proposal


def _draft_vote(unit: Unit, poll: Poll, text: str) -> str:
    return draft_poll(unit, {
        "assembly_id": poll.assembly_id, "agenda_item_id": poll.agenda_item_id,
        "title": f"Amendment: {poll.title}"[:200], "question": text, "about_person": poll.about_person,
    }).id  # fmt: skip


def _amend(unit: Unit, assembly: Assembly, amendment: Amendment) -> str:
    """Put the amended text in the place of the resolution, with the proposal that was made for it."""
    poll = _resolution(unit, assembly, amendment.poll_id)
    proposal = None
    if poll.proposal_id is not None:
        proposal = _new_proposal(unit, assembly, poll, amendment.new_proposal_id)
    poll.annulment_code = "replaced"
    successor_id = carry_over(unit, poll, assembly, {poll.agenda_item_id: poll.agenda_item_id}, "amended")
    successor = unit.session.get_one(Poll, successor_id)
    successor.question = amendment.new_text
    if proposal is not None:
        successor.proposal_id, successor.effect, successor.digest = proposal.id, proposal.effect, proposal.digest
    unit.session.flush()
    return successor_id


def _lapse(unit: Unit, amendments: Any, reason: str) -> None:
    """End amendments that were not settled: rejected where the vote said so; a vote that never opened is annulled."""
    for one in unit.session.scalars(amendments.where(Amendment.state == "moved").order_by(Amendment.id)).all():
        vote = hold_poll(unit, one.vote_poll_id)
        if vote.state in UNOPENED:
            annul(unit, vote, reason, None)
        one.state = "rejected" if vote.outcome == "rejected" else "lapsed"
        one.settled_at = unit.now


def _article(unit: Unit, assembly: Assembly, poll: Poll) -> str:
    return terms_of(unit, assembly, part_of(unit, assembly, poll.agenda_item_id)).majority.article
