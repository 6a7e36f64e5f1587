"""Who holds a role on a day: what other rooms ask, such as that of shifts whether somebody may lead one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import exists, func, or_, select

from services.commons.storage import Unit

from .tables import GrantedRole


def held_on(day: Any) -> Any:
    """Return the condition that a granted role is held on a day."""
    last_day = func.least(GrantedRole.until, GrantedRole.ended_on)  # PostgreSQL's LEAST passes over NULL
    return (GrantedRole.since <= day) & or_(last_day.is_(None), last_day >= day)


def holds_role(unit: Unit, member_id: str, role: str, day: date) -> bool:
    """Say whether somebody holds a role on a day."""
    held = exists().where(GrantedRole.member_id == member_id, GrantedRole.role == role, held_on(day))
    return bool(unit.session.scalar(select(held)))


def holders_of(unit: Unit, role: str, day: date, among: Collection[str] | None = None) -> set[str]:
    """Return everybody who holds a role on a day, or those of them who are ``among`` others, by one statement."""
    holders = select(GrantedRole.member_id).where(GrantedRole.role == role, held_on(day))
    if among is not None:
        holders = holders.where(GrantedRole.member_id.in_(list(among)))
    return set(unit.session.scalars(holders))
