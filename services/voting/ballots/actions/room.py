"""Who raises a hand: those in the room, at this moment, when the hands were counted, or when the poll closed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.actions.quorum import journal_of, proxies_of
from services.voting.assemblies.rules import Attendance, attendance
from services.voting.ballots.actions.electors import Elector, electors_of
from services.voting.ballots.tables import HandsCount, NamedBallot
from services.voting.polls.tables import Poll


def in_way(here: Attendance, way: str) -> set[str]:
    """Return who is there in a way (``arrive`` is in the room), and those whom they represent."""
    there = {member for member, how in here.how.items() if how == way}
    return there | {giver for giver, holder in here.represented.items() if holder in there}


def in_room_at(unit: Unit, poll: Poll, moment: datetime) -> set[str]:
    """Return who was in the room or represented there at a moment, by the journal and the proxies of then."""
    assembly = held_assembly(unit, poll.assembly_id)
    journal = [(member, kind) for member, kind, at in journal_of(unit, assembly) if at <= moment]
    proxies = [
        (giver, holder) for giver, holder, given_at, revoked_at in proxies_of(unit, assembly)
        if given_at <= moment and (revoked_at is None or revoked_at > moment)
    ]  # fmt: skip
    return in_way(attendance(journal, proxies), "arrive")


def hands_of(unit: Unit, poll_id: str) -> list[HandsCount]:
    """Return the counts of hands that count: the last one of each college, or of all together."""
    rows = select(HandsCount).where(HandsCount.poll_id == poll_id).ext(distinct_on(HandsCount.college))
    return list(unit.session.scalars(rows.order_by(HandsCount.college, HandsCount.revision.desc())))


def uncounted(unit: Unit, poll: Poll, moment: datetime) -> list[Elector]:
    """Return the electors who were in the room at a moment, did not vote by name, and whose hands nobody counted."""
    counted = {one.college for one in hands_of(unit, poll.id)}
    if None in counted:
        return []
    voted = select(NamedBallot.member_id).where(NamedBallot.poll_id == poll.id)
    there = in_room_at(unit, poll, moment) - set(unit.session.scalars(voted))
    return [one for one in electors_of(unit, poll, there).values() if one.college not in counted]
