"""A member's counter and make-ups, movement by movement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.storage import Unit

from .. import contract
from ..accounts import accounts_of, marks_of, rests_of
from ..bylaws import counters_on, make_ups_on
from ..contract.counting import MOST_MOVEMENTS
from ..rules import MakeUps, Movement, Served, make_ups, movements
from ..tables import Enrolment
from .standings import check_member


@answers(contract.get_counter)
def get_counter(unit: Unit, member_id: str, as_of: date | None) -> dict[str, Any]:
    """Return every movement until a day, and the make-ups that follow from the marks."""
    day = as_of or unit.today
    check_member(unit, member_id, day)
    rules = counters_on(unit, day)
    account = accounts_of(unit, [member_id], day)[member_id]
    joined, standing = account.joined_on(day), account.standing_on(day, rules)
    assert joined is not None and standing is not None
    since = None if account.first_shift is None else max(account.first_shift, joined)
    marks = [row for row in unit.session.execute(marks_of(unit, [member_id], day)) if row.day >= joined]
    moved = movements(since, day, [(row.day, row.attendance, row.shift_id) for row in marks],
                      rests_of(unit, [member_id])[member_id], rules)  # fmt: skip
    return {
        "member_id": member_id, "as_of": day, "balance": standing.balance, "standing": standing.standing,
        "article": unit.rules_on(day).bylaws("shifts.counters", None).article, "movements": _latest(moved),
        "make_ups": make_ups_of(unit, member_id, day),
    }  # fmt: skip


def make_ups_of(unit: Unit, member_id: str, day: date) -> dict[str, int]:
    """Return the make-ups of a member on a day, with how many are planned."""
    found, planned = make_ups_owed(unit, [member_id], day)[member_id], _planned(unit, [member_id])
    return {"opened": found.opened, "served": found.served, "owed": found.owed, "planned": planned.get(member_id, 0)}


def make_ups_of_all(unit: Unit, member_ids: Collection[str], day: date) -> dict[str, tuple[int, int]]:
    """Return how many make-ups each of many members owes on a day, and how many of these are planned."""
    planned = _planned(unit, member_ids)
    return {one: (found.owed, planned.get(one, 0)) for one, found in make_ups_owed(unit, member_ids, day).items()}


def _planned(unit: Unit, member_ids: Collection[str]) -> dict[str, int]:
    rows = unit.session.execute(
        select(Enrolment.member_id, func.count())
        .where(Enrolment.member_id.in_(member_ids), Enrolment.make_up, Enrolment.attendance == "enrolled")
        .group_by(Enrolment.member_id)
    )
    return {row[0]: row[1] for row in rows}


def make_ups_owed(unit: Unit, member_ids: Collection[str], day: date) -> dict[str, MakeUps]:
    """Return the make-ups of members on a day, those of the time before they joined left out."""
    rules = make_ups_on(unit, day)
    joined = {one: account.joined_on(day) for one, account in accounts_of(unit, member_ids, day).items()}
    marks: dict[str, list[Served]] = {one: [] for one in member_ids}
    rows = marks_of(unit, member_ids, day).where(Enrolment.make_up | Enrolment.attendance.in_(tuple(rules.owed)))
    for row in unit.session.execute(rows):
        since = joined[row.member_id]
        if since is not None and row.day >= since:
            marks[row.member_id].append(Served(row.day, row.attendance, row.make_up))
    return {one: make_ups(marks[one], rules) for one in member_ids}


def _latest(moved: Sequence[Movement]) -> list[dict[str, Any]]:
    """Return the last movements; those before them are summed up in one."""
    shown = moved
    if len(moved) > MOST_MOVEMENTS:
        last = moved[-MOST_MOVEMENTS]
        shown = [Movement(last.on, "before", last.balance, last.balance), *moved[-MOST_MOVEMENTS + 1 :]]
    return [{name: getattr(one, name) for name in ("on", "reason", "shift_id", "gain", "balance")} for one in shown]
