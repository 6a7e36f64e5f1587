"""Tells two rows of the register apart that look like one, takes that back, and lets a merge end it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from services.commons.bindings import answers
from services.commons.clock import legal_day
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.register import parties

from . import contract
from .joining import merges
from .likely import is_pair
from .tables import Distinction


@answers(contract.tell_apart)
def tell_members_apart(unit: Unit, member_id: str, body: dict[str, Any]) -> Distinction:
    """Keep that two are not the same, with who says so, when and why."""
    duplicate_id = body["duplicate_id"]
    if member_id == duplicate_id:
        raise contract.OneRowAlone(member_id=member_id)
    parties.lock_all(unit, [member_id, duplicate_id])
    for one in (member_id, duplicate_id):
        parties.locked(unit, one)
    held = unit.session.scalar(select(Distinction).where(is_pair(Distinction, member_id, duplicate_id)))
    if held is not None:
        raise contract.AlreadyTwo(
            member_id=member_id, duplicate_id=duplicate_id, on=legal_day(held.recorded_at), distinction_id=held.id
        )
    row = Distinction(
        id=new_id("dst"), member_id=member_id, duplicate_id=duplicate_id, reason=body["reason"],
        recorded_by=unit.actor.id, recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    return row


@answers(contract.end_distinction)
def take_back_distinction(unit: Unit, distinction_id: str, body: dict[str, Any]) -> Distinction:
    """Let two be proposed as duplicates again."""
    row = unit.session.get(Distinction, distinction_id, with_for_update=True)
    if row is None:
        raise NotFound(what="distinction", id=distinction_id)
    if row.ended_at is not None:
        raise contract.DistinctionOver(distinction_id=row.id, on=legal_day(row.ended_at), ended_for=row.ended_for)
    _end(unit, row, "taken_back", body["reason"])
    unit.session.flush()
    return row


@answers(contract.list_distinctions)
def list_distinctions(unit: Unit, member_id: str | None, ended: bool, limit: int, cursor: str | None) -> Listed:
    """List who was told apart, in the order in which that was said."""
    rows = select(Distinction)
    if member_id is not None:
        rows = rows.where(or_(Distinction.member_id == member_id, Distinction.duplicate_id == member_id))
    if not ended:
        rows = rows.where(Distinction.ended_at.is_(None))
    return page_of(unit.session, rows, key=[Distinction.id], limit=limit, cursor=cursor)


@merges("distinctions")
def move_distinctions(unit: Unit, survivor_id: str, merged_id: str) -> int:
    """Who was told apart from the one who is merged is told apart from the survivor; the two themselves no more."""
    mine = or_(Distinction.member_id == merged_id, Distinction.duplicate_id == merged_id)
    # What is over stays as it was written.
    rows = select(Distinction).where(mine, Distinction.ended_at.is_(None)).order_by(Distinction.id).with_for_update()
    moved = 0
    for row in unit.session.scalars(rows).all():
        third = row.duplicate_id if row.member_id == merged_id else row.member_id
        said = select(Distinction.id).where(is_pair(Distinction, survivor_id, third))
        if third == survivor_id or unit.session.scalar(said) is not None:
            _end(unit, row, "merged", None)
        else:
            row.member_id, row.duplicate_id = survivor_id, third
            moved += 1
        unit.session.flush()
    return moved


def _end(unit: Unit, row: Distinction, why: str, reason: str | None) -> None:
    row.ended_at, row.ended_by, row.ended_for, row.end_reason = unit.now, unit.actor.id, why, reason
