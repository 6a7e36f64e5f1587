"""Amends drafts: the text may change until the members are called, what it puts into effect only with its owner."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import in_state
from services.voting.assemblies.tables import Assembly
from services.voting.polls import contract
from services.voting.polls.actions.drafting import ballot_of, named_proposal, seats_of
from services.voting.polls.actions.effects import check_still_votable
from services.voting.polls.actions.holding import hold_with_assembly
from services.voting.polls.actions.reading import shown
from services.voting.polls.contract import refusals
from services.voting.polls.standing import candidates_of
from services.voting.polls.tables import Poll


@answers(contract.amend_poll)
def amend_poll(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Change the title, the question or the proposal of a draft, as long as the members were not called to it.

    Once they were, the text changes by an amendment from the floor alone.
    """
    poll, assembly = hold_with_assembly(unit, poll_id)
    in_state(assembly, "draft")
    amend_draft(unit, poll, assembly, body)
    return shown(unit, poll)


def amend_draft(unit: Unit, poll: Poll, assembly: Assembly, changes: dict[str, Any]) -> None:
    """Change a draft that is held alone with its assembly; ``changes`` has title, question or proposal_id.

    What the text would put into effect is checked anew: the proposal must be one that can be put to the vote of this
    assembly now, fill the same seats, and be voted in the form that the statutes ask for.
    """
    if poll.state != "draft":
        raise refusals.WrongPollState(poll_id=poll.id, state=poll.state, needed="draft")
    poll.title = changes.get("title", poll.title)
    poll.question = changes.get("question", poll.question)
    proposal_id = changes.get("proposal_id", poll.proposal_id)
    if proposal_id == poll.proposal_id:
        check_still_votable(unit, poll)
        return
    proposal = named_proposal(unit, assembly, proposal_id, poll.agenda_item_id)
    seats_of(poll.method, poll.seats, len(candidates_of(unit, poll.id)), proposal)
    if proposal is not None and proposal.about_person and not poll.about_person:
        poll.ballot = ballot_of(unit, assembly, poll.method, None, about_person=True)
        poll.about_person = True
    poll.proposal_id = proposal.id if proposal else None
    poll.effect = proposal.effect if proposal else None
    poll.digest = proposal.digest if proposal else None
