"""Takes the counts of a show of hands: two tellers, and never more votes than are in the room."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.voting.assemblies.actions.floor import named_tellers
from services.voting.ballots import contract
from services.voting.ballots.actions.electors import electors_of, here_now, require_tellers
from services.voting.ballots.actions.room import hands_of, in_way
from services.voting.ballots.contract import refusals
from services.voting.ballots.tables import HandsCount, NamedBallot
from services.voting.polls.actions.holding import hold_poll, require_open
from services.voting.polls.tables import Poll


@answers(contract.count_hands)
def count_hands(unit: Unit, poll_id: str, body: dict[str, Any]) -> HandsCount:
    """Enter a count; a recount while the poll is open is a further revision, and the last one counts."""
    poll = hold_poll(unit, poll_id)
    if poll.ballot != "hands" or poll.method != "resolution":
        raise refusals.WrongBallotForm(poll_id=poll_id, ballot=poll.ballot, asked="a show of hands")
    require_open(poll_id, poll.state)
    here, article = here_now(unit, poll), unit.rules.law("votes.per_member").article
    tellers = named_tellers(unit, poll.assembly_id, body["tellers"])
    require_tellers(poll, here, tellers, article)
    counts = {"for": body["votes_for"], "against": body["against"], "abstain": body["abstain"]}
    college = body["college"]
    _check_kind(unit, poll, college)
    raised, present = sum(counts.values()), _votes_in_room(unit, poll, in_way(here, "arrive"), college)
    if raised > present:
        raise refusals.TooManyHands(counted=raised, present=present, article=article)
    last = select(func.coalesce(func.max(HandsCount.revision), 0)).where(HandsCount.poll_id == poll_id)
    row = HandsCount(
        poll_id=poll_id, revision=unit.session.scalars(last).one() + 1, college=college, teller_ids=tellers,
        counts=counts, recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    return row


def _check_kind(unit: Unit, poll: Poll, college: str | None) -> None:
    """Refuse a count of all beside one of a college, and the other way round; where colleges weigh, each is counted."""
    weighs = (poll.terms.get("colleges") or {}).get("article")
    if weighs is not None and college is None:
        raise refusals.HandsCountedOtherwise(poll_id=poll.id, before="by college", asked="of all", article=weighs)
    kinds = {one.college is None for one in hands_of(unit, poll.id)}
    if kinds and (college is None) not in kinds:
        before, asked = ("of all", "by college") if college is not None else ("by college", "of all")
        raise refusals.HandsCountedOtherwise(poll_id=poll.id, before=before, asked=asked)


def _votes_in_room(unit: Unit, poll: Poll, members: set[str], college: str | None) -> int:
    """Return the votes of those in the room, of one college if asked, without those who voted from afar before."""
    voted = select(NamedBallot.member_id).where(NamedBallot.poll_id == poll.id)
    there = electors_of(unit, poll, members - set(unit.session.scalars(voted)))
    return sum(one.weight for one in there.values() if college in (None, one.college))
