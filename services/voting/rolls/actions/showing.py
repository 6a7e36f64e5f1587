"""Shows rolls: the one in force, its votes by college, what its events say."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.storage import Unit
from services.voting.rolls.actions.making import current_roll
from services.voting.rolls.contract.refusals import RollMissing
from services.voting.rolls.tables import Roll, RollEntry


def needed_roll(unit: Unit, assembly_id: str, kind: str | None) -> Roll:
    """Return the roll in force, or refuse when there is none yet."""
    roll = current_roll(unit, assembly_id, kind)
    if roll is None:
        raise RollMissing(assembly_id=assembly_id, kind=kind or "provisional", article=one_vote(unit))
    return roll


def shown(unit: Unit, roll: Roll) -> dict[str, Any]:
    """Return a roll as the API shows it, with its votes by college."""
    columns = {column.key: getattr(roll, column.key) for column in Roll.__table__.columns}
    return {**columns, "by_college": by_college(unit, roll.id)}


def by_college(unit: Unit, roll_id: str) -> list[dict[str, Any]]:
    """Return the electors and votes of each college of a roll; one line without a college where there are none."""
    counted = (
        select(RollEntry.college, func.count().label("members"), func.sum(RollEntry.weight).label("votes"))
        .where(RollEntry.roll_id == roll_id).group_by(RollEntry.college).order_by(RollEntry.college)
    )  # fmt: skip
    rows = unit.session.execute(counted)
    return [{"college": row.college, "members": row.members, "votes": int(row.votes)} for row in rows]


def told(roll: Roll) -> dict[str, Any]:
    """Return what every event of a roll says."""
    return {"assembly_id": roll.assembly_id, "roll_id": roll.id, "version": roll.version, "as_of": roll.as_of,
            "size": roll.size, "root": roll.root}  # fmt: skip


def one_vote(unit: Unit) -> str:
    """Name the article by which every member votes: one member, one vote."""
    return unit.rules.law("votes.per_member").article
