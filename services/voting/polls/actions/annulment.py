"""Annuls polls: before their count, or after their proclamation with what they put into effect."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.voting.polls import contract
from services.voting.polls.actions.holding import hold_with_assembly
from services.voting.polls.actions.reading import shown
from services.voting.polls.actions.succession import annul, succeed
from services.voting.polls.contract import refusals
from services.voting.polls.tables import Poll


@answers(contract.annul_poll)
def annul_poll(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Annul a poll; a successor may take its place in the same assembly.

    Ballots that were not counted never are. Of a resolution that was proclaimed, the service that put it into effect is
    told to undo it; what cannot be undone is shown with its reason (effect ``kept``).
    """
    poll, _ = hold_with_assembly(unit, poll_id)
    _check_final(unit, poll, body)
    poll.annulment_code, poll.annulment_reference = body["code"], body["reference"]
    if body["successor"]:
        succeed(unit, poll, body["reason"])
    else:
        annul(unit, poll, body["reason"], None)
    return shown(unit, poll)


def _check_final(unit: Unit, poll: Poll, body: dict[str, Any]) -> None:
    """Refuse to annul a result whose time of contest is over, but by the decision of a court that is named."""
    if poll.state == "final" and not (body["code"] == "court_decision" and body["reference"]):
        article = unit.rules.statutes("ballots.contest_days", 15).article
        raise refusals.FinalNeedsCourt(poll_id=poll.id, article=article)
