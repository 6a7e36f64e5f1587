"""The one way into the register: a membership period, and a number if the member has none yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from services.commons.ids import new_id
from services.commons.storage import Unit

from .contract import member_admitted, member_left
from .contract.refusals import MembershipsOverlap, NumberTaken, RegisterRowDiffers
from .membership_categories import has_vote
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


_MOVED = _moved(2, NumberSequence.next + 1).cte("moved")
_GIVE_NEXT = (
    insert(_MEMBERS)
    .from_select(["id", "number", "given_at"],
                 select(bindparam("member_id"), _MOVED.c.next - 1, bindparam("at", type_=Member.given_at.type)))
    .returning(_MEMBERS.c.number)
)  # fmt: skip
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


def admit(unit: Unit, admission: Admission) -> int:
    """Enter a membership, tell it, and return the member's number.

    The caller holds the lock on the party. Refuses a period that overlaps another of the same member, and a number
    that is somebody's already. The events of a period that is older than one already held are not told again: they
    would undo what the other services know by now.
    """
    held_number, held = _held(unit, admission.member_id)
    _check(admission, held_number, held)
    latest = all(period.starts_on < admission.period.starts_on for period in held)
    return _enter(unit, admission, held_number, latest=latest)


def admit_new(unit: Unit, admission: Admission) -> int:
    """Enter the first membership of a party that this same transaction has entered."""
    return _enter(unit, admission, None, latest=True)


def _held(unit: Unit, member_id: str) -> tuple[int | None, list[Period]]:
    number = unit.session.scalar(select(_MEMBERS.c.number).where(_MEMBERS.c.id == member_id))
    rows = unit.session.execute(
        select(_MEMBERSHIPS.c.starts_on, _MEMBERSHIPS.c.ends_on).where(_MEMBERSHIPS.c.member_id == member_id)
    )
    return number, [Period(row.starts_on, row.ends_on) for row in rows]


def _check(admission: Admission, held_number: int | None, held: list[Period]) -> None:
    overlapped = overlapped_by(admission.period, held)
    if overlapped is not None:
        ends_on = overlapped.ends_on or "further notice"
        raise MembershipsOverlap(member_id=admission.member_id, starts_on=overlapped.starts_on, ends_on=ends_on)
    given = admission.number
    if None not in (held_number, given) and held_number != given:
        raise RegisterRowDiffers(external_id=admission.member_id, field="number", held=held_number, given=given)


def _enter(unit: Unit, admission: Admission, held_number: int | None, *, latest: bool) -> int:
    number = held_number if held_number is not None else give_number(unit, admission.member_id, admission.number)
    period, membership_id = admission.period, new_id("msh")
    connection = unit.session.connection()
    connection.execute(_INSERT_MEMBERSHIP, {
        "id": membership_id, "member_id": admission.member_id, "category": admission.category,
        "college": admission.college, "starts_on": period.starts_on, "ends_on": period.ends_on,
        "noticed_on": period.ends_on, "legacy": admission.legacy, "recorded_at": unit.now,
    })  # fmt: skip
    if latest:
        unit.emit(member_admitted, f"members/{admission.member_id}", {
            "member_id": admission.member_id, "number": number, "kind": admission.kind, "category": admission.category,
            "college": admission.college, "admitted_on": period.starts_on, "voting": has_vote(unit, admission.category),
        })  # fmt: skip
    if period.ends_on is not None:
        connection.execute(_INSERT_DEPARTURE, {
            "membership_id": membership_id, "reason": admission.reason, "noticed_on": period.ends_on,
            "left_on": period.ends_on, "resolution_id": None, "recorded_at": unit.now,
        })  # fmt: skip
        if latest:
            unit.emit(member_left, f"members/{admission.member_id}", {
                "member_id": admission.member_id, "left_on": period.ends_on, "reason": admission.reason,
            })  # fmt: skip
    return number


def give_number(unit: Unit, member_id: str, wanted: int | None = None) -> int:
    """Give the next number, or the one wanted if it was never given; numbers given later lie above it.

    The row of the sequence stays locked until the transaction ends, so no two transactions give at the same time.
    """
    connection = unit.session.connection()
    if wanted is None:
        return int(connection.execute(_GIVE_NEXT, {"member_id": member_id, "at": unit.now}).scalar_one())
    connection.execute(_MOVE_BEYOND, {"wanted": wanted})
    if connection.execute(select(_MEMBERS.c.id).where(_MEMBERS.c.number == wanted)).scalar() is not None:
        raise NumberTaken(number=wanted)
    connection.execute(_INSERT_MEMBER, {"id": member_id, "number": wanted, "given_at": unit.now})
    return wanted
