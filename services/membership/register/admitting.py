"""The one way into the register: a membership period, and a number if the member has none yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from services.commons.events.outbox import Told
from services.commons.ids import new_id
from services.commons.storage import Unit

from .contract import member_admitted, member_left
from .contract.refusals import MembershipsOverlap, NumberTaken, RegisterRowDiffers
from .membership_categories import has_vote
from .minors import give_vote, minors_without_vote
from .rules import Period, overlapped_by
from .tables import Departure, Member, Membership, NumberSequence

_MEMBERS, _MEMBERSHIPS, _DEPARTURES = Member.__table__, Membership.__table__, Departure.__table__
# Built once: an import of ten thousand lines would spend more time building them than the database in running them.
_INSERT_MEMBER, _INSERT_MEMBERSHIP, _INSERT_DEPARTURE = insert(_MEMBERS), insert(_MEMBERSHIPS), insert(_DEPARTURES)


def _moved(first: Any, after: Any) -> Any:
    """Return the statement that moves the sequence, and locks its row until the transaction ends."""
    table = NumberSequence.__table__
    row = upsert(table).values(name="member", next=first)
    return row.on_conflict_do_update(index_elements=["name"], set_={"next": after}).returning(table.c.next)


_MOVE_ON = _moved(bindparam("count") + 1, NumberSequence.next + bindparam("count"))
_MOVE_BEYOND = _moved(bindparam("wanted") + 1, func.greatest(NumberSequence.next, bindparam("wanted") + 1))


@dataclass(frozen=True, slots=True)
class Admission:
    """Who is admitted, as what, and for which days; a known end is that of a membership which is over already."""

    member_id: str
    kind: str
    category: str
    college: str | None
    period: Period
    number: int | None = None
    legacy: bool = False
    reason: str = "resignation"


Following = Callable[[Unit, Sequence[Admission]], None]
_FOLLOWING: list[Following] = []


def after_admission(following: Following) -> Following:
    """Register ``(unit, admissions)``, called once memberships were entered that are the latest of their members."""
    _FOLLOWING.append(following)
    return following


def admit(unit: Unit, admission: Admission) -> int:
    """Enter a membership, tell it, and return the member's number.

    The caller holds the lock on the party. Refuses a period that overlaps another of the same member, and a number
    that is somebody's already. The events of a period that is older than one already held are not told again: they
    would undo what the other services know by now.
    """
    held_number, held = _held(unit, admission.member_id)
    _check(unit, admission, held_number, held)
    latest = all(period.starts_on < admission.period.starts_on for period in held)
    number = held_number if held_number is not None else give_number(unit, admission.member_id, admission.number)
    _enter(unit, [(admission, number)], latest=latest)
    return number


def admit_new(unit: Unit, admissions: Sequence[Admission]) -> None:
    """Enter the first memberships of parties that this same transaction has entered; numbers follow their order."""
    numbers = [
        number
        for wanting, some in groupby(admissions, lambda one: one.number is not None)
        for number in (_take_numbers if wanting else _give_numbers)(unit, list(some))
    ]
    _enter(unit, list(zip(admissions, numbers, strict=True)), latest=True)


def _held(unit: Unit, member_id: str) -> tuple[int | None, list[Period]]:
    number = unit.session.scalar(select(_MEMBERS.c.number).where(_MEMBERS.c.id == member_id))
    rows = unit.session.execute(
        select(_MEMBERSHIPS.c.starts_on, _MEMBERSHIPS.c.ends_on).where(_MEMBERSHIPS.c.member_id == member_id)
    )
    return number, [Period(row.starts_on, row.ends_on) for row in rows]


def _check(unit: Unit, admission: Admission, held_number: int | None, held: list[Period]) -> None:
    overlapped = overlapped_by(admission.period, held)
    if overlapped is not None:
        ends_on = overlapped.ends_on or "further notice"
        article = unit.rules.statutes("membership").article
        raise MembershipsOverlap(article=article, member_id=admission.member_id, starts_on=overlapped.starts_on,
                                 ends_on=ends_on)  # fmt: skip
    given = admission.number
    if None not in (held_number, given) and held_number != given:
        raise RegisterRowDiffers(external_id=admission.member_id, field="number", held=held_number, given=given)


def _enter(unit: Unit, admitted: Sequence[tuple[Admission, int]], *, latest: bool) -> None:
    """Write memberships, and tell them if they are the latest of their members."""
    memberships, departures, told = [], [], []
    since = {one.member_id: one.period.starts_on for one, _ in admitted} if latest else {}
    minors = minors_without_vote(unit, since)
    for admission, number in admitted:
        period, membership_id = admission.period, new_id("msh")
        memberships.append({
            "id": membership_id, "member_id": admission.member_id, "category": admission.category,
            "college": admission.college, "starts_on": period.starts_on, "ends_on": period.ends_on,
            "noticed_on": period.ends_on, "legacy": admission.legacy, "recorded_at": unit.now,
        })  # fmt: skip
        told.append(_told_admitted(unit, admission, number, admission.member_id not in minors))
        if period.ends_on is not None:
            departures.append({
                "id": new_id("dep"), "membership_id": membership_id, "reason": admission.reason,
                "noticed_on": period.ends_on, "left_on": period.ends_on, "resolution_id": None, "annulled_on": None,
                "recorded_at": unit.now,
            })  # fmt: skip
            told.append(_told_left(admission))
    connection = unit.session.connection()
    if memberships:
        connection.execute(_INSERT_MEMBERSHIP, memberships)
    if departures:
        connection.execute(_INSERT_DEPARTURE, departures)
    if latest:
        unit.emit_all(told)
        if minors:
            give_vote(unit, minors)
        for following in _FOLLOWING:
            following(unit, [admission for admission, _ in admitted])


def _told_admitted(unit: Unit, admission: Admission, number: int, of_age: bool) -> Told:
    return member_admitted, f"members/{admission.member_id}", {
        "member_id": admission.member_id, "number": number, "kind": admission.kind, "category": admission.category,
        "college": admission.college, "admitted_on": admission.period.starts_on,
        "voting": of_age and has_vote(unit, admission.category),
    }  # fmt: skip


def _told_left(admission: Admission) -> Told:
    return member_left, f"members/{admission.member_id}", {
        "member_id": admission.member_id, "left_on": admission.period.ends_on, "reason": admission.reason,
    }  # fmt: skip


def give_number(unit: Unit, member_id: str, wanted: int | None = None) -> int:
    """Give the next number, or the one wanted if it was never given; numbers given later lie above it.

    The row of the sequence stays locked until the transaction ends, so no two transactions give at the same time.
    """
    if wanted is None:
        return _give(unit, [member_id])[0]
    return _take(unit, [(member_id, wanted)])[0]


def _give_numbers(unit: Unit, admissions: Sequence[Admission]) -> list[int]:
    return _give(unit, [one.member_id for one in admissions])


def _take_numbers(unit: Unit, admissions: Sequence[Admission]) -> list[int]:
    return _take(unit, [(one.member_id, one.number) for one in admissions if one.number is not None])


def _give(unit: Unit, member_ids: Sequence[str]) -> list[int]:
    """Give the next numbers, in this order."""
    after = unit.session.connection().execute(_MOVE_ON, {"count": len(member_ids)}).scalar_one()
    return _write(unit, list(zip(member_ids, range(after - len(member_ids), after), strict=True)))


def _take(unit: Unit, wanted: Sequence[tuple[str, int]]) -> list[int]:
    """Give the numbers wanted, if they were never given."""
    connection, numbers = unit.session.connection(), [number for _, number in wanted]
    connection.execute(_MOVE_BEYOND, {"wanted": max(numbers)})
    given = set(connection.execute(select(_MEMBERS.c.number).where(_MEMBERS.c.number.in_(numbers))).scalars())
    for number in numbers:
        if number in given:
            raise NumberTaken(number=number)
        given.add(number)
    return _write(unit, wanted)


def _write(unit: Unit, numbered: Sequence[tuple[str, int]]) -> list[int]:
    rows = [{"id": member_id, "number": number, "given_at": unit.now} for member_id, number in numbered]
    unit.session.connection().execute(_INSERT_MEMBER, rows)
    return [number for _, number in numbered]
