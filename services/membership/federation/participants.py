"""Who takes part: a cooperative that runs the suite under its own name, any other under its id in this register.

What stands under an id was recorded here, by this office on that member's behalf: it has no desk of its own on which to
do it itself. Who has one does it there, and nobody in its place.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, or_, select

from services.commons.storage import Unit
from services.membership.register.as_of import check_is_member, covering
from services.membership.register.contract.refusals import NotInRegister
from services.membership.register.tables import Membership, Party

from .links import linked_members
from .refusals import NoCooperative, SpeaksForItself

IDS = ("mbr_", "per_")


def is_by_hand(participant: str) -> bool:
    """Say whether a participant is known by its id in the register, so that this office records what it does."""
    return participant.startswith(IDS)


def participants(unit: Unit) -> dict[str, str]:
    """Return the member id of each cooperative that stands in this register today, by the name it takes part under."""
    others = (
        select(Party.id)
        .join(Membership, Membership.member_id == Party.id)
        .where(Party.kind == "organisation", Party.cooperative.is_(None), covering(unit.today))
    )
    return {**linked_members(unit), **{one: one for one in sorted(set(unit.session.scalars(others)))}}


def names_of_member(unit: Unit, member_id: str) -> list[str]:
    """Return the names under which a member takes part, or did before it ran the suite; none for a person."""
    party: Party | None = unit.session.get(Party, member_id)
    if party is None or party.kind != "organisation":
        return []
    return [party.id] if party.cooperative is None else [party.cooperative, party.id]


def check_by_hand(unit: Unit, member_id: str) -> Party:
    """Return a member on whose behalf this office records something today; refuse who does it at its own desk."""
    known = select(Party).where(or_(Party.id == member_id, Party.cooperative == member_id)).order_by(Party.id).limit(1)
    party: Party | None = unit.session.scalar(known)
    if party is None:
        raise NotInRegister(member_id=member_id[:60])
    if party.kind != "organisation":
        raise NoCooperative(member_id=member_id)
    if party.cooperative is not None:
        raise SpeaksForItself(cooperative=party.cooperative)
    check_is_member(unit, member_id, unit.today)
    return party


def names_of(unit: Unit, who: Collection[str]) -> dict[str, str]:
    """Return the name in the register of each participant that stands there, in one statement."""
    key = func.coalesce(Party.cooperative, Party.id)
    found = select(key, func.min(Party.name)).where(or_(Party.id.in_(who), Party.cooperative.in_(who))).group_by(key)
    return {one: name for one, name in unit.session.execute(found).all() if name is not None}
