"""Roles are listed, granted by hand, ended, and cleared with a membership."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.storage import Listed, Unit, page_of
from services.membership.register import parties
from services.membership.register.as_of import check_is_member
from services.membership.register.contract.refusals import NotInRegister
from services.membership.register.days import check_not_in_the_future
from services.membership.register.leaving import clears
from services.membership.register.tables import Party

from .. import contract
from ..contract.refusals import RoleBackwards, UnknownGrantedRole
from ..granting import end, grant
from ..roles import held_on
from ..tables import GrantedRole


@answers(contract.list_roles)
def list_roles(unit: Unit, member_id: str, as_of: date | None, past: bool, limit: int, cursor: str | None) -> Listed:
    """List the roles that a person holds on a day, or has ever been granted."""
    if unit.session.get(Party, member_id) is None:
        raise NotInRegister(member_id=member_id)
    day = as_of or unit.today
    asked = [GrantedRole.member_id == member_id] + ([] if past else [held_on(day)])
    page = page_of(unit.session, select(GrantedRole).where(*asked), key=[GrantedRole.since, GrantedRole.id],
                   limit=limit, cursor=cursor)  # fmt: skip
    return Listed([_shown(one, day) for one in page.data], page.next_cursor)


@answers(contract.grant_role)
def grant_role(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Grant a role by a decision, such as to those who led shifts before trainings were recorded."""
    since = body["since"] or unit.today
    check_not_in_the_future(unit, since)
    check_not_before_founding(unit, since)
    parties.locked(unit, member_id)
    check_is_member(unit, member_id, since)
    if body["until"] and body["until"] < since:
        raise RoleBackwards(role=body["role"], since=since, ended_on=body["until"], until=body["until"])
    row = grant(unit, member_id, body["role"], since, body["until"], reference=body["reference"])
    return _shown(row, unit.today)


@answers(contract.end_role)
def end_role(unit: Unit, member_id: str, role_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """End a role that runs."""
    row = unit.session.get(GrantedRole, role_id, with_for_update=True)
    if row is None or row.member_id != member_id:
        raise UnknownGrantedRole(member_id=member_id, role_id=role_id)
    ended_on, last = body["ended_on"] or unit.today, row.ended_on or row.until
    if ended_on < row.since or (last is not None and ended_on > last):
        raise RoleBackwards(role=row.role, since=row.since, ended_on=ended_on, until=last)
    end(unit, row, ended_on)
    return _shown(row, unit.today)


@clears("granted_roles")
def clear_roles(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """End every role of a leaver with the last day of the membership."""
    last = func.least(GrantedRole.until, GrantedRole.ended_on)
    rows = unit.session.scalars(
        select(GrantedRole)
        .where(GrantedRole.member_id == member_id, last.is_(None) | (last > left_on)).order_by(GrantedRole.id)
        .with_for_update()
    ).all()  # fmt: skip
    for row in rows:
        end(unit, row, left_on)
    return len(rows)


def _shown(row: GrantedRole, day: date) -> dict[str, Any]:
    columns = {column.key: getattr(row, column.key) for column in GrantedRole.__table__.columns}
    last = min((one for one in (row.until, row.ended_on) if one is not None), default=day)
    return {**columns, "held": row.since <= day <= last}
