"""Suspensions: a membership rests until a day or until it is lifted; the vote does not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of

from .. import contract, parties
from ..as_of import check_is_member
from ..contract.refusals import MembershipBackwards, SuspensionBackwards, SuspensionOver
from ..leaving import clears
from ..rules import Period
from ..tables import Suspension


@answers(contract.suspend_member)
def suspend_member(unit: Unit, member_id: str, body: dict[str, Any]) -> Suspension:
    """Record a suspension of somebody who is a member on its first day."""
    parties.locked(unit, member_id)
    check_is_member(unit, member_id, body["starts_on"])
    if Period(body["starts_on"], body["ends_on"]).is_backwards:
        article = unit.rules.statutes("membership").article
        raise MembershipBackwards(article=article, starts_on=body["starts_on"], ends_on=body["ends_on"])
    suspension = Suspension(id=new_id("sus"), member_id=member_id, recorded_at=unit.now, **body)
    unit.session.add(suspension)
    return suspension


@answers(contract.end_suspension)
def end_suspension(unit: Unit, suspension_id: str, body: dict[str, Any]) -> Suspension:
    """Lift a suspension, or let it end sooner than was said."""
    suspension = unit.session.get(Suspension, suspension_id, with_for_update=True)
    if suspension is None:
        raise NotFound(what="suspension", id=suspension_id)
    ended_on, article = body["ended_on"] or unit.today, unit.rules.statutes("membership").article
    if suspension.ends_on is not None and suspension.ends_on < max(ended_on, unit.today):
        raise SuspensionOver(article=article, suspension_id=suspension_id, ends_on=suspension.ends_on)
    if ended_on < suspension.starts_on:
        raise SuspensionBackwards(article=article, suspension_id=suspension_id, starts_on=suspension.starts_on,
                                  ended_on=ended_on)  # fmt: skip
    suspension.ends_on = ended_on
    return suspension


@answers(contract.list_suspensions)
def list_suspensions(unit: Unit, member_id: str, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """List suspensions in the order in which they were entered."""
    parties.check_known(unit, member_id)
    rows = select(Suspension).where(Suspension.member_id == member_id)
    if as_of is not None:
        rows = rows.where(Suspension.starts_on <= as_of, or_(Suspension.ends_on.is_(None), Suspension.ends_on >= as_of))
    return page_of(unit.session, rows, key=[Suspension.id], limit=limit, cursor=cursor)


@clears("suspensions")
def end_with_membership(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """End what rests with the membership; a suspension that was to begin later never runs."""
    running = select(Suspension).where(
        Suspension.member_id == member_id, or_(Suspension.ends_on.is_(None), Suspension.ends_on > left_on),
    )  # fmt: skip
    rows = unit.session.scalars(running.with_for_update()).all()
    for row in rows:
        row.ends_on = max(left_on, row.starts_on - timedelta(days=1))
    unit.session.flush()
    return len(rows)
