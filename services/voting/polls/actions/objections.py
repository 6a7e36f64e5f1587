"""Takes down objections under consent: their words, apart from the ballots, so that a proposal can be bettered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Listed, Unit, page_of
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.polls import contract
from services.voting.polls.actions.candidates import off_roll
from services.voting.polls.actions.holding import hold_poll, require_open, seen_poll
from services.voting.polls.contract import refusals
from services.voting.polls.tables import Objection


@answers(contract.record_objection)
def record_objection(unit: Unit, poll_id: str, body: dict[str, Any]) -> Objection:
    """Take down an objection, of a member by name or, without one, handed to the chair.

    It is not a vote and counts as none. In a secret poll a name would tell the vote: there the chair brings it in.
    """
    poll = hold_poll(unit, poll_id)
    article = unit.rules.statutes("ballots", {}).article
    if poll.method != "consent":
        raise refusals.ObjectionsNotTaken(poll_id=poll_id, method=poll.method)
    require_open(poll_id, poll.state)
    member_id = body["member_id"]
    if member_id is not None:
        if poll.ballot == "secret":
            raise refusals.ObjectionNamed(poll_id=poll_id, article=article)
        if off_roll(unit, held_assembly(unit, poll.assembly_id), [member_id]):
            raise refusals.ObjectorNotOnRoll(member_id=member_id, article=article)
    rows = select(Objection.member_id).where(Objection.poll_id == poll_id)
    entered = list(unit.session.scalars(rows))
    if member_id is not None and member_id in entered:
        raise refusals.ObjectionEntered(poll_id=poll_id, member_id=member_id)
    if len(entered) >= (poll.entitled or 0):
        raise refusals.TooManyObjections(poll_id=poll_id, entitled=poll.entitled, article=article)
    objection = Objection(
        id=new_id("obj"), poll_id=poll_id, number=len(entered) + 1, member_id=member_id, text=body["text"],
        recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(objection)
    unit.session.flush()
    return objection


@answers(contract.list_objections)
def list_objections(unit: Unit, poll_id: str, limit: int, cursor: str | None) -> Listed:
    """List the objections to a proposal in the order in which they were taken down."""
    seen_poll(unit, poll_id)
    rows = select(Objection).where(Objection.poll_id == poll_id)
    return page_of(unit.session, rows, key=[Objection.number], limit=limit, cursor=cursor)
