"""Reads of the register as of a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of

from .. import contract
from ..as_of import member_on, register_on, shown
from ..contract.refusals import NotInRegister
from ..searching import found
from ..tables import Member, Party


@answers(contract.get_member)
def get_member(unit: Unit, member_id: str, as_of: date | None) -> dict[str, Any]:
    """Return one member by one indexed statement."""
    member = member_on(unit.session, member_id, as_of or unit.today)
    if member is None:
        raise NotInRegister(member_id=member_id)
    return member


@answers(contract.list_members)
def list_members(
    unit: Unit, as_of: date | None, q: str | None, category: str | None, college: str | None, state: str | None,
    limit: int, cursor: str | None,
) -> Listed:  # fmt: skip
    """Return a page of the register by number: who is a member on the day, unless a state is asked for."""
    day = as_of or unit.today
    statement, latest = register_on(day, members_only=True)
    statement = _in_state(statement, latest, state, day)
    if category is not None:
        statement = statement.where(latest.c.category == category)
    if college is not None:
        statement = statement.where(latest.c.college == college)
    if q is not None:
        statement = statement.where(Party.id.in_(found(q)))
    page = page_of(unit.session, statement, key=[Member.number], limit=limit, cursor=cursor, scalars=False)
    return Listed([shown(dict(row._mapping), day) for row in page.data], page.next_cursor)


def _in_state(statement: Select[Any], latest: Any, state: str | None, day: date) -> Select[Any]:
    ended = latest.c.ends_on < day
    if state == "former":
        return statement.where(ended)
    statement = statement.where(or_(latest.c.ends_on.is_(None), latest.c.ends_on >= day))
    suspended = statement.selected_columns["suspended"]
    leaving = func.coalesce(statement.selected_columns["noticed_on"] <= day, False)
    if state == "suspended":
        return statement.where(suspended)
    if state == "leaving":
        return statement.where(leaving, ~suspended)
    if state == "active":
        return statement.where(~leaving, ~suspended)
    return statement
