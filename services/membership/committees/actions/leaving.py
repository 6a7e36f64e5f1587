"""What a cooperative holds in committees ends with its adhesion, and its adhesion with its place in the register."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import or_, select, update

from services.commons.storage import Unit
from services.membership.federation.participants import names_of_member, participants
from services.membership.merges.joining import keeps_the_survivors, merges_column
from services.membership.register.as_of import last_day_as_member
from services.membership.register.leaving import clears

from ..tables import CharterAdhesion, CommitteeRole
from .chartering import adheres_on

merges_column("charter_adhesions", "cooperative")
merges_column("committee_roles", "cooperative")
keeps_the_survivors("committee_presences", "cooperative")


@clears("committees")
def clear_committees(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """End the adhesions and roles of a cooperative that leaves with its last day; return how many adhesions."""
    names = names_of_member(unit, member_id)
    for name in names:
        end_roles(unit, name, left_on)
    ended = unit.session.execute(
        update(CharterAdhesion)
        .where(CharterAdhesion.cooperative.in_(names), runs_after(CharterAdhesion.ended_on, left_on))
        .values(ended_on=left_on).returning(CharterAdhesion.id)
    )  # fmt: skip
    return len(ended.all())


def end_roles(unit: Unit, coop: str, on: date, committee_id: str | None = None) -> None:
    """End what a cooperative holds, in one committee or in all, with a day."""
    roles = update(CommitteeRole).where(CommitteeRole.cooperative == coop, runs_after(CommitteeRole.until, on))
    if committee_id is not None:
        roles = roles.where(CommitteeRole.committee_id == committee_id)
    unit.session.execute(roles.values(until=on))


def adhesion_until(unit: Unit, committee_id: str, coop: str) -> date | None:
    """Return the last day, if known, of the adhesion that a cooperative has today."""
    ends = select(CharterAdhesion.ended_on).where(
        CharterAdhesion.committee_id == committee_id, CharterAdhesion.cooperative == coop, adheres_on(unit.today)
    )
    last: date | None = unit.session.scalar(ends.order_by(CharterAdhesion.ended_on.desc().nulls_first()).limit(1))
    return last


def last_day_linked(unit: Unit, coop: str) -> date | None:
    """Return the last day, if known, of a cooperative that stands in this register today."""
    return last_day_as_member(unit.session, participants(unit)[coop], unit.today)


def runs_after(last_day: Any, day: date) -> Any:
    """Return the condition that what has a last day, or none, still runs after a day."""
    return or_(last_day.is_(None), last_day > day)
