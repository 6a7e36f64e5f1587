"""Everybody's accounts by a handful of statements, whoever many they are: what standings are derived from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Date, Text, case, cast, false, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from services.commons.storage import Unit
from services.membership.register.tables import Membership, Suspension

from .bylaws import stand_in_bears
from .rules import COUNTED, Account, Rest
from .rules.ahead import Days, joined_on
from .tables import Enrolment, Leave, Shift


def accounts_of(unit: Unit, member_ids: Collection[str], day: date) -> dict[str, Account]:
    """Return the accounts of members as counted on a day, in their order.

    Counting starts with the first shift that is not cancelled, or on joining if that is later: nobody owes for the
    time before.
    """
    ids = list(member_ids)
    first = unit.session.scalar(select(func.min(Shift.day)).where(Shift.cancelled_at.is_(None)))
    memberships = _days(unit, Membership, ids)
    suspensions, rests = _days(unit, Suspension, ids), rests_of(unit, ids)
    joined = {one: joined_on(memberships[one], day) for one in ids}
    past, coming = _past(unit, joined, day), _coming(unit, ids, day)
    return {
        one: Account(day, first, memberships[one], suspensions[one], rests[one], past[one], coming[one]) for one in ids
    }


def marks_of(unit: Unit, member_ids: Collection[str], day: date) -> Any:
    """Return the statement that reads what moved counters until a day: member_id, day, attendance, shift_id, make_up.

    The member is the one whose counter the bylaws move: the stand-in, or the member in whose place they came.
    """
    bearer, counted = bearing(unit, day)
    return (
        select(bearer.label("member_id"), Shift.day, Enrolment.attendance, Enrolment.shift_id, Enrolment.make_up)
        .join(Shift, Shift.id == Enrolment.shift_id)
        .where(counted, _among(bearer, member_ids), Shift.day <= day)
        .order_by(Shift.day, Enrolment.shift_id)
    )


def bearing(unit: Unit, day: date) -> tuple[Any, Any]:
    """Return whose counter an enrolment moves, and the condition that it moves one at all."""
    counted = Enrolment.attendance.in_(COUNTED)
    if stand_in_bears(unit, day):
        return Enrolment.member_id, counted
    bearer = case((Enrolment.stands_in_for.is_not(None), Enrolment.stands_in_for), else_=Enrolment.member_id)
    # Who was replaced by somebody known is credited with what that one did.
    return bearer, counted & ~((Enrolment.attendance == "replaced") & Enrolment.replaced_by.is_not(None))


def rests_of(unit: Unit, member_ids: Collection[str]) -> dict[str, list[Rest]]:
    """Return the leaves and exemptions of members."""
    rests: dict[str, list[Rest]] = defaultdict(list)
    rows = unit.session.execute(
        select(Leave.member_id, Leave.kind, Leave.starts_on, Leave.ends_on)
        .where(_among(Leave.member_id, member_ids), Leave.voided_at.is_(None))
    )  # fmt: skip
    for member_id, kind, starts_on, ends_on in rows:
        rests[member_id].append(Rest(kind, starts_on, ends_on))
    return rests


def _days(unit: Unit, table: Any, member_ids: Collection[str]) -> dict[str, list[Days]]:
    found: dict[str, list[Days]] = defaultdict(list)
    rows = unit.session.execute(
        select(table.member_id, table.starts_on, table.ends_on).where(_among(table.member_id, member_ids))
    )
    for member_id, starts_on, ends_on in rows:
        found[member_id].append(Days(starts_on, ends_on))
    return found


def _past(unit: Unit, joined: Mapping[str, date | None], day: date) -> dict[str, dict[str, int]]:
    """Count the marks until a day, those of each member from joining on, in the database."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    since = {member_id: on for member_id, on in joined.items() if on is not None}
    if not since:
        return counts
    ids, days = cast(list(since), ARRAY(Text)), cast(list(since.values()), ARRAY(Date))
    asked = func.unnest(ids, days).table_valued("member_id", "joined_on", name="asked").render_derived()
    bearer, counted = bearing(unit, day)
    rows = unit.session.execute(
        select(asked.c.member_id, Enrolment.attendance, func.count())
        .select_from(Enrolment)
        .join(Shift, Shift.id == Enrolment.shift_id)
        .join(asked, asked.c.member_id == bearer)
        .where(counted, Shift.day <= day, Shift.day >= cast(asked.c.joined_on, Date))
        .group_by(asked.c.member_id, Enrolment.attendance)
    )
    for member_id, attendance, count in rows:
        counts[member_id][attendance] = count
    return counts


def _coming(unit: Unit, member_ids: Collection[str], day: date) -> dict[str, list[tuple[date, str]]]:
    coming: dict[str, list[tuple[date, str]]] = defaultdict(list)
    bearer, counted = bearing(unit, day)
    rows = unit.session.execute(
        select(bearer, Shift.day, Enrolment.attendance)
        .join(Shift, Shift.id == Enrolment.shift_id)
        .where(counted, _among(bearer, member_ids), Shift.day > day)
    )
    for member_id, on, attendance in rows:
        coming[member_id].append((on, attendance))
    return coming


def _among(column: Any, member_ids: Collection[str]) -> Any:
    """Return the condition that a column names one of the members; by one parameter, however many they are."""
    if not member_ids:
        return false()
    return column == func.any(cast(list(member_ids), ARRAY(Text)))
