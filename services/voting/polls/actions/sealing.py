"""Seals polls: from then on nothing of the question, the candidates or the rules of the vote changes."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.tables import Assembly
from services.voting.polls import contract
from services.voting.polls.actions.holding import hold_poll, take_step
from services.voting.polls.actions.reading import shown
from services.voting.polls.actions.terms import terms_of_vote
from services.voting.polls.contract import refusals
from services.voting.polls.standing import candidates_of
from services.voting.polls.tables import Poll
from services.voting.tally.rules.votes import ELECTIVE


@answers(contract.seal_poll)
def seal_poll(unit: Unit, poll_id: str) -> dict[str, Any]:
    """Seal a draft."""
    poll = hold_poll(unit, poll_id)
    seal(unit, poll, held_assembly(unit, poll.assembly_id))
    return shown(unit, poll)


def seal(unit: Unit, poll: Poll, assembly: Assembly) -> None:
    """Fix the rules of the vote, with their articles, before anyone votes; of a lot, the seed is committed to."""
    take_step(poll, "seal")
    if poll.method in ELECTIVE and all(one.withdrawn_at for one in candidates_of(unit, poll.id)):
        raise refusals.NoCandidates(poll_id=poll.id, article=unit.rules.statutes("ballots").article)
    poll.terms = terms_of_vote(unit, poll, assembly)
