"""Casts secret ballots: no key, no command id, no line of audit, no event; only the ballot itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from services.commons.bindings import answers
from services.commons.refusals import Refusal
from services.commons.storage import Unit
from services.voting.ballots import contract
from services.voting.ballots.actions.forms import secret_form
from services.voting.ballots.contract import refusals
from services.voting.ballots.rules import credential_hash
from services.voting.board.actions.entering import promise
from services.voting.polls.actions.holding import require_open

_PUT = text("SELECT verdict, state_now, in_college, votes FROM put_ballot(:poll_id, :hash, :box)")


@answers(contract.cast_ballot)
def cast_ballot(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Put a ballot into the box; the same ballot again gets the same answer, another one is refused.

    The poll is shared until the commit, so its closing waits for this ballot; a ballot that comes after the closing
    finds the poll closed, be it one that is in: a credential must not prove for ever how its holder voted.
    """
    # One statement is the whole transaction: no journeys to begin and to commit it. A voter whom the answer does not
    # reach in time asks again, and is told that the ballot is in.
    connection = unit.session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
    # First the form: a refusal of what the ballot says waits, for whoever has no credential learns nothing more.
    form, box, refused = secret_form(unit, poll_id), None, None
    if form is not None:
        try:
            box = form.sealed(body)
        except Refusal as refusal:
            refused = refusal
    asked = {"poll_id": poll_id, "hash": credential_hash(body["credential"]), "box": box}
    put = connection.execute(_PUT, asked).one()
    if put.verdict == "unknown":
        raise refusals.UnknownCredential(poll_id=poll_id)
    if put.verdict == "shut":
        require_open(poll_id, put.state_now)
    if box is None:
        assert refused is not None, "an open poll has a form"
        raise refused
    if put.verdict == "second":
        raise refusals.SecondBallot(poll_id=poll_id, article=unit.rules.law("votes.per_member").article)
    if put.verdict == "copied":
        raise refusals.CopiedBallot(poll_id=poll_id)
    return {"poll_id": poll_id, "state": "accepted", **promise(unit, poll_id, box, put.in_college, put.votes)}
