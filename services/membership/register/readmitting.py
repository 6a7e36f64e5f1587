"""Lets a membership run on whose end was annulled: the same period, the same number."""

from __future__ import annotations

from sqlalchemy import select

from services.commons.proposals import CannotBeUndone
from services.commons.storage import Unit

from .contract import member_admitted
from .minors import votes
from .tables import Member, Membership, Party


def readmit(unit: Unit, membership: Membership) -> int:
    """Take the end of a membership away, tell the membership again from its first day, and return the number.

    The caller holds the party. Refuses where the member has joined anew since: two memberships would overlap.
    """
    later = select(Membership.id).where(
        Membership.member_id == membership.member_id, Membership.starts_on > membership.starts_on
    )
    if unit.session.scalar(later.limit(1)) is not None:
        raise CannotBeUndone(effect="exclude_member", why="the member has joined anew since")
    membership.ends_on = membership.noticed_on = None
    unit.session.flush()
    number = unit.session.get_one(Member, membership.member_id).number
    unit.emit(member_admitted, f"members/{membership.member_id}", {
        "member_id": membership.member_id, "number": number,
        "kind": unit.session.get_one(Party, membership.member_id).kind, "category": membership.category,
        "college": membership.college, "admitted_on": membership.starts_on,
        "voting": votes(unit, membership.member_id, membership.category),
    })  # fmt: skip
    return int(number)
