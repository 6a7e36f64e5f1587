"""Who votes in a poll at this moment, with the cell that each one's ballot counts in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.actions.quorum import attendance_now
from services.voting.assemblies.rules import Attendance
from services.voting.ballots.contract.refusals import NotVoting, SameTeller
from services.voting.ballots.tables import BallotCell
from services.voting.polls.tables import Poll
from services.voting.rolls.tables import RollEntry


@dataclass(frozen=True)
class Elector:
    """A member on the roll of a poll: its college and its votes."""

    college: str | None
    weight: int


def electors_of(unit: Unit, poll: Poll, member_ids: Iterable[str]) -> dict[str, Elector]:
    """Return those of these members who are on the roll that the poll opened with."""
    found = unit.session.execute(
        select(RollEntry.member_id, RollEntry.college, RollEntry.weight).where(
            RollEntry.roll_id == poll.roll_id, RollEntry.member_id.in_(list(member_ids))
        )
    )
    return {row.member_id: Elector(row.college, row.weight) for row in found}


def here_now(unit: Unit, poll: Poll) -> Attendance:
    """Return who is present or represented in the assembly of a poll."""
    return attendance_now(unit, held_assembly(unit, poll.assembly_id))


def cells_of(unit: Unit, poll_id: str) -> dict[Elector, int]:
    """Return the cells of a secret poll: which number stands for which college and weight."""
    rows = unit.session.scalars(select(BallotCell).where(BallotCell.poll_id == poll_id))
    return {Elector(one.college, one.weight): one.cell for one in rows}


def require_voting(unit: Unit, poll: Poll, asked: Iterable[str], electors: Iterable[str]) -> None:
    """Refuse members who are neither present nor represented, or not on the roll."""
    if strangers := sorted(set(asked) - set(electors)):
        raise NotVoting(poll_id=poll.id, member_ids=", ".join(strangers[:10]),
                        article=unit.rules.statutes("proxies", {}).article)  # fmt: skip


def require_tellers(poll: Poll, here: Attendance, tellers: list[str], article: str) -> None:
    """Refuse tellers who are not two, or not there."""
    if tellers[0] == tellers[1]:
        raise SameTeller(member_id=tellers[0], article=article)
    if absent := sorted(set(tellers) - here.how.keys()):
        raise NotVoting(poll_id=poll.id, member_ids=", ".join(absent), article=article)
