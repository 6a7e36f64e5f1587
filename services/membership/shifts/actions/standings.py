"""Standings, derived on each read from attendance, leaves and the bylaws of the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of
from services.membership.register.as_of import check_is_member, covering
from services.membership.register.contract.refusals import NotInRegister
from services.membership.register.tables import Member, Membership, Party

from .. import contract
from ..contract.refusals import NoShifts
from ..rules import CounterRules, Rest, standing_on
from ..tables import Enrolment, Leave, Shift


@answers(contract.get_standing)
def get_standing(unit: Unit, member_id: str, as_of: date | None) -> dict[str, Any]:
    """Return one member's standing on a day."""
    day = as_of or unit.today
    if unit.session.get(Party, member_id) is None:
        raise NotInRegister(member_id=member_id)
    check_is_member(unit, member_id, day)
    joined = select(Membership.starts_on).where(Membership.member_id == member_id, covering(day))
    return standings_of(unit, {member_id: unit.session.scalars(joined).one()}, day)[0]


@answers(contract.list_standings)
def list_standings(unit: Unit, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """Return a page of the members of a day, by number, with their standings."""
    day = as_of or unit.today
    columns: list[Any] = [Member.number, Member.id, Membership.starts_on]
    members = select(*columns).join(Membership, Membership.member_id == Member.id).where(covering(day))
    page = page_of(unit.session, members, key=[Member.number], limit=limit, cursor=cursor, scalars=False)
    return Listed(standings_of(unit, {row.id: row.starts_on for row in page.data}, day), page.next_cursor)


def standings_of(unit: Unit, joined: Mapping[str, date], day: date) -> list[dict[str, Any]]:
    """Return the standings of members, given the day on which each joined, in their order.

    Counting starts with the first shift ever made, or on joining if that is later: nobody owes for the time before.
    """
    rule = unit.rules.bylaws("shifts", None)
    if not rule.value or "counters" not in rule.value:
        raise NoShifts(article=rule.article)
    rules = CounterRules.read(rule.value)
    article = unit.rules.bylaws("shifts.standings", None).article
    first = unit.session.scalar(select(func.min(Shift.day)))
    marks, rests = _marks(unit, list(joined), day), _rests(unit, list(joined))
    standings = []
    for member_id, joined_on in joined.items():
        since = None if first is None else max(first, joined_on)
        counted = [mark for shift_day, mark in marks[member_id] if shift_day >= joined_on]
        standing = standing_on(day, since, counted, rests[member_id], rules)
        figures = {name: getattr(standing, name) for name in standing.__slots__}
        standings.append({"member_id": member_id, "as_of": day, "article": article, **figures})
    return standings


def _marks(unit: Unit, member_ids: Sequence[str], day: date) -> dict[str, list[tuple[date, str]]]:
    marks: dict[str, list[tuple[date, str]]] = defaultdict(list)
    rows = unit.session.execute(
        select(Enrolment.member_id, Shift.day, Enrolment.attendance)
        .join(Shift, Shift.id == Enrolment.shift_id)
        .where(Enrolment.member_id.in_(member_ids), Shift.day <= day)
    )
    for member_id, shift_day, attendance in rows:
        marks[member_id].append((shift_day, attendance))
    return marks


def _rests(unit: Unit, member_ids: Sequence[str]) -> dict[str, list[Rest]]:
    rests: dict[str, list[Rest]] = defaultdict(list)
    for leave in unit.session.scalars(select(Leave).where(Leave.member_id.in_(member_ids))):
        rests[leave.member_id].append(Rest(leave.kind, leave.starts_on, leave.ends_on))
    return rests
