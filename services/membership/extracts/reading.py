"""Reads the register and its movements for an extract: one statement each, whatever their number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from services.membership.register.as_of import count_members, covering, register_on
from services.membership.register.tables import Departure, Member, Membership, Party

from .rules import Change, Movements, eve

_PERIOD = Membership.__table__.c
_LATER = aliased(Membership.__table__, name="later")
# A period that ended with a move: the next one began on the day after and says so.
_MOVED_ON = exists().where(
    _LATER.c.member_id == _PERIOD.member_id, _LATER.c.starts_on == _PERIOD.ends_on + 1, _LATER.c.joined_on.is_not(None)
)
# Who it is, as the register writes it: a person's family name first, an organisation's legal name.
NAMED = func.coalesce(Party.name, func.concat_ws(" ", func.upper(Party.last_name), Party.first_name)).label("named")


def members_of(day: date, after: int, most: int) -> Select[Any]:
    """Return the statement that reads the members of a day after a number, in the order of their numbers."""
    statement, latest = register_on(day, members_only=True)
    still = or_(latest.c.ends_on.is_(None), latest.c.ends_on >= day)
    return statement.add_columns(NAMED).where(still, Member.number > after).order_by(Member.number).limit(most)


def movements_of(since: date, until: date, most: int) -> Select[Any]:
    """Return the statement that reads the movements of a period in the order of their days.

    Columns: on, number, named, movement (joined, moved, left), category, college, last_day, reason.
    """
    names = ("member_id", "category", "college")
    begun = select(
        _PERIOD.starts_on.label("on"), *(_PERIOD[name] for name in names),
        case((_PERIOD.joined_on.is_not(None), "moved"), else_="joined").label("movement"), null().label("last_day"),
        null().label("reason"),
    ).where(_PERIOD.starts_on.between(since, until))  # fmt: skip
    ended = select(
        (_PERIOD.ends_on + 1).label("on"), *(_PERIOD[name] for name in names), literal("left").label("movement"),
        _PERIOD.ends_on.label("last_day"), Departure.reason,
    ).join_from(
        Membership.__table__, Departure.__table__,
        and_(Departure.membership_id == _PERIOD.id, Departure.annulled_on.is_(None)), isouter=True,
    ).where(_PERIOD.ends_on.between(eve(since), eve(until)), ~_MOVED_ON)  # fmt: skip
    told = union_all(begun, ended).subquery("told")
    return (
        select(told, Member.number, NAMED)
        .join(Member, Member.id == told.c.member_id)
        .join(Party, Party.id == told.c.member_id)
        .order_by(told.c.on, told.c.movement, Member.number)
        .limit(most)
    )


def counted(session: Session, since: date, until: date) -> Movements:
    """Count the movements of a period; that they add up is asserted, not supposed."""
    periods = select(func.count()).select_from(Membership.__table__)
    begun = periods.where(_PERIOD.starts_on.between(since, until))
    ended = periods.where(_PERIOD.ends_on.between(eve(since), eve(until)), ~_MOVED_ON)
    told = (begun.where(_PERIOD.joined_on.is_(None)), begun.where(_PERIOD.joined_on.is_not(None)), ended)
    joined, moved, left = session.execute(select(*(one.scalar_subquery() for one in told))).one()
    return Movements(count_members(session, eve(since)), joined, moved, left, count_members(session, until))


def by_category(session: Session, day: date) -> Mapping[str, int]:
    """Count the members of a day by category."""
    rows = session.execute(
        select(_PERIOD.category, func.count()).where(covering(day))
        .group_by(_PERIOD.category).order_by(_PERIOD.category)
    )
    return {category: int(count) for category, count in rows}


def changes_until(session: Session, day: date) -> list[Change]:
    """Return by how many the members became more or fewer on each day until one; a move changes nothing."""
    begun = select(_PERIOD.starts_on.label("on"), func.count().label("by")).group_by(_PERIOD.starts_on)
    ended = select((_PERIOD.ends_on + 1).label("on"), (-func.count()).label("by")).where(_PERIOD.ends_on < day)
    told = union_all(begun.where(_PERIOD.starts_on <= day), ended.group_by(_PERIOD.ends_on)).subquery("told")
    rows = session.execute(select(told.c.on, func.sum(told.c.by)).group_by(told.c.on))
    return [Change(on, int(by)) for on, by in rows]
