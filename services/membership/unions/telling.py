"""What unions tell of a member's life at the federation: which it joined, and when it left."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import UnionMembership


@tells("unions")
def unions(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell each union: joined, and left once its last day is known."""
    mine = select(UnionMembership).where(UnionMembership.member_id == member_id).order_by(UnionMembership.id)
    for one in unit.session.scalars(mine):
        values, rows = {"union": one.union}, (("union_memberships", one.id),)
        yield Entry(one.starts_on, "union_joined", "Joined the union {union}.", values, one.recorded_at, rows)
        if one.ends_on is not None:
            yield Entry(one.ends_on, "union_left", "Left the union {union}.", values, one.recorded_at, rows)
