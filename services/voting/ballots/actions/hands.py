"""Takes the counts of a show of hands: two tellers, and never more votes than are there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.actions.quorum import presence_now
from services.voting.ballots import contract
from services.voting.ballots.contract import refusals
from services.voting.ballots.tables import HandsCount
from services.voting.polls.actions.holding import hold_poll, require_open


@answers(contract.count_hands)
def count_hands(unit: Unit, poll_id: str, body: dict[str, Any]) -> HandsCount:
    """Enter a count; a recount while the poll is open is a further revision, and the last one counts."""
    poll = hold_poll(unit, poll_id)
    if poll.ballot != "hands" or poll.method != "resolution":
        raise refusals.WrongBallotForm(poll_id=poll_id, ballot=poll.ballot, asked="a show of hands")
    require_open(poll_id, poll.state)
    assembly = held_assembly(unit, poll.assembly_id)
    now, tellers = presence_now(unit, assembly), body["tellers"]
    article = now.terms.majority.article
    if tellers[0] == tellers[1]:
        raise refusals.SameTeller(member_id=tellers[0], article=article)
    if absent := sorted(set(tellers) - now.attendance.how.keys()):
        raise refusals.NotVoting(poll_id=poll_id, member_ids=", ".join(absent), article=article)
    counts = {"for": body["votes_for"], "against": body["against"], "abstain": body["abstain"]}
    if sum(counts.values()) > now.quorum.counted:
        raise refusals.TooManyHands(counted=sum(counts.values()), present=now.quorum.counted, article=article)
    last = select(func.coalesce(func.max(HandsCount.revision), 0)).where(HandsCount.poll_id == poll_id)
    row = HandsCount(
        poll_id=poll_id, revision=unit.session.scalars(last).one() + 1, teller_ids=tellers, counts=counts,
        recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    return row
