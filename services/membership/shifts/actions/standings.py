"""Standings, derived on each read from attendance, leaves and the bylaws of the day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of
from services.membership.register.as_of import check_is_member, covering
from services.membership.register.contract.refusals import NotInRegister
from services.membership.register.tables import Member, Membership, Party

from .. import contract
from ..accounts import accounts_of
from ..bylaws import counters_on


@answers(contract.get_standing)
def get_standing(unit: Unit, member_id: str, as_of: date | None) -> dict[str, Any]:
    """Return one member's standing on a day."""
    day = as_of or unit.today
    check_member(unit, member_id, day)
    return standings_of(unit, [member_id], day)[0]


@answers(contract.list_standings)
def list_standings(unit: Unit, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """Return a page of the members of a day, by number, with their standings."""
    day = as_of or unit.today
    columns: list[Any] = [Member.number, Member.id]
    members = select(*columns).join(Membership, Membership.member_id == Member.id).where(covering(day))
    page = page_of(unit.session, members, key=[Member.number], limit=limit, cursor=cursor, scalars=False)
    return Listed(standings_of(unit, [row.id for row in page.data], day), page.next_cursor)


def standings_of(unit: Unit, member_ids: Collection[str], day: date) -> list[dict[str, Any]]:
    """Return the standings of members of a day, in their order, by the bylaws of that day."""
    rules, found = counters_on(unit, day), []
    article = unit.rules_on(day).bylaws("shifts.standings", None).article
    for member_id, account in accounts_of(unit, member_ids, day).items():
        standing = account.standing_on(day, rules)
        assert standing is not None, f"{member_id} is no member on {day}"
        figures = {name: getattr(standing, name) for name in standing.__slots__}
        found.append({"member_id": member_id, "as_of": day, "article": article, **figures})
    return found


def check_member(unit: Unit, member_id: str, day: date) -> None:
    """Refuse who is not in the register, or no member on a day."""
    if unit.session.get(Party, member_id) is None:
        raise NotInRegister(member_id=member_id)
    check_is_member(unit, member_id, day)


def members_on(unit: Unit, day: date) -> list[str]:
    """Return everybody who is a member on a day, by id."""
    return list(unit.session.scalars(select(Membership.member_id).where(covering(day)).order_by(Membership.member_id)))
