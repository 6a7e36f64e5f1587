"""Moves of a member to another category or college: a new period of membership under the same number."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from services.commons.ids import new_id
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.storage import Unit

from .contract import member_moved
from .contract.refusals import AlreadyLeaving, MovedBeforeStart, NotAMember, NothingMoves
from .days import check_not_in_the_future
from .membership_categories import check_category
from .minors import votes
from .tables import Membership, Party


def move(unit: Unit, party: Party, moved_on: date, category: str, college: str | None) -> dict[str, Any]:
    """End the running period the day before, start the next one as another category or college, and tell it.

    The caller holds the party. Refuses a day that has not come, or on which the present period had not run a day;
    what is no change; and anything for who has left or is about to.
    """
    check_not_in_the_future(unit, moved_on)
    check_not_before_founding(unit, moved_on)
    check_category(unit, party.kind, category, college)
    held = _running(unit, party.id, moved_on)
    if (held.category, held.college) == (category, college):
        raise NothingMoves(member_id=party.id, category=category, college=college or "none")
    if moved_on <= held.starts_on:
        article = unit.rules.statutes("membership.categories").article
        raise MovedBeforeStart(article=article, member_id=party.id, moved_on=moved_on, starts_on=held.starts_on)
    held.ends_on = moved_on - timedelta(days=1)
    unit.session.flush()
    unit.session.add(
        Membership(id=new_id("msh"), member_id=party.id, category=category, college=college, starts_on=moved_on,
                   joined_on=held.joined_on or held.starts_on, ends_on=None, noticed_on=None, legacy=held.legacy,
                   recorded_at=unit.now)
    )  # fmt: skip
    unit.session.flush()
    told = {"member_id": party.id, "moved_on": moved_on, "category": category, "college": college,
            "voting": votes(unit, party.id, category)}  # fmt: skip
    unit.emit(member_moved, f"members/{party.id}", told)
    return {**told, "left_category": held.category, "left_college": held.college}


def _running(unit: Unit, member_id: str, day: date) -> Membership:
    latest = select(Membership).where(Membership.member_id == member_id).order_by(Membership.starts_on.desc()).limit(1)
    membership: Membership | None = unit.session.scalar(latest)
    if membership is None:
        raise NotAMember(article=unit.rules.statutes("membership").article, member_id=member_id, on=day)
    if membership.ends_on is not None:
        article = unit.rules.statutes("membership").article
        raise AlreadyLeaving(article=article, member_id=member_id, left_on=membership.ends_on)
    return membership
