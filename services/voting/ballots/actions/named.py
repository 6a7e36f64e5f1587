"""Records named votes, which may be replaced until the poll closes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of
from services.voting.assemblies.rules import Attendance
from services.voting.ballots import contract
from services.voting.ballots.actions.credentials import issuance
from services.voting.ballots.actions.electors import electors_of, here_now, require_voting
from services.voting.ballots.actions.forms import form_of
from services.voting.ballots.actions.room import hands_of, in_room_at, in_way
from services.voting.ballots.contract.refusals import VotesInRoom, WrongBallotForm
from services.voting.ballots.tables import NamedBallot
from services.voting.polls.actions.holding import hold_poll, require_open, seen_poll
from services.voting.polls.tables import Poll


@answers(contract.record_named_ballots)
def record_named_ballots(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record named votes of members who are present or represented, with the votes that each has on the roll.

    In a show of hands these are the votes of those who take part from afar or by post; who is in the room raises a
    hand.
    """
    poll = hold_poll(unit, poll_id)
    if poll.ballot not in ("named", "hands"):
        raise WrongBallotForm(poll_id=poll_id, ballot=poll.ballot, asked="name")
    require_open(poll_id, poll.state)
    here, ballots = here_now(unit, poll), body["ballots"]
    electors = electors_of(unit, poll, here.voters)
    members = [one["member_id"] for one in ballots]
    require_voting(unit, poll, members, electors)
    if poll.ballot == "hands":
        _check_afar(unit, poll, here, set(members))
    form, revisions, rows = form_of(unit, poll), _revisions(unit, poll_id), []
    for one in ballots:
        member = one["member_id"]
        revisions[member] = revisions.get(member, 0) + 1
        rows.append({
            "poll_id": poll_id, "member_id": member, "revision": revisions[member],
            "cast_by": here.represented.get(member, member), "weight": electors[member].weight,
            "college": electors[member].college, "vote": form.vote(one), "recorded_at": unit.now,
        })  # fmt: skip
    unit.session.execute(insert(NamedBallot), rows)
    return issuance(unit, poll)


@answers(contract.list_named_ballots)
def list_named_ballots(unit: Unit, poll_id: str, limit: int, cursor: str | None) -> Listed:
    """Read the named votes of a poll."""
    seen_poll(unit, poll_id)
    rows = select(NamedBallot).where(NamedBallot.poll_id == poll_id)
    return page_of(unit.session, rows, key=[NamedBallot.member_id, NamedBallot.revision], limit=limit, cursor=cursor)


def _check_afar(unit: Unit, poll: Poll, here: Attendance, members: set[str]) -> None:
    """Refuse who is in the room, or was when hands were counted that still count: its hand may be among them."""
    refused = members & in_way(here, "arrive")
    for count in hands_of(unit, poll.id):
        refused |= members & in_room_at(unit, poll, count.recorded_at)
    if refused:
        raise VotesInRoom(poll_id=poll.id, member_ids=", ".join(sorted(refused)[:10]),
                          article=unit.rules.law("votes.per_member").article)  # fmt: skip


def _revisions(unit: Unit, poll_id: str) -> dict[str, int]:
    latest = select(NamedBallot.member_id, func.max(NamedBallot.revision)).where(NamedBallot.poll_id == poll_id)
    return {row[0]: row[1] for row in unit.session.execute(latest.group_by(NamedBallot.member_id))}
