"""Who came to a meeting is recorded: it is held, and who was invited is fixed with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.membership.governance.contract.refusals import NotInGroup
from services.membership.governance.groups import places_on
from services.membership.register.contract.refusals import NotInRegister
from services.membership.register.tables import Party

from .. import contract
from ..contract.refusals import EnteredTwice, MeetingNotBegun, MinutesApproved, NotExpected
from ..invited import Invitation, invitation
from ..reading import attendances_of, meeting_in, whole
from ..tables import Meeting, MeetingAttendance


@answers(contract.record_meeting_attendances)
def record_attendances(unit: Unit, meeting_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record who came, or correct it; who was invited and is not named was absent."""
    meeting = meeting_in(unit, meeting_id, ["planned", "held", "minuted"])
    if meeting.starts_at > unit.now:
        raise MeetingNotBegun(meeting_id=meeting_id, starts_at=meeting.starts_at)
    check_open(meeting)
    asked = invitation(unit, meeting)
    _check_once(body)
    rows = [*_invited(meeting, asked, body["marks"]), *_substitutes(unit, meeting, asked, body["substitutes"]),
            *_guests(unit, asked, meeting, body["guests"])]  # fmt: skip
    named = {row["member_id"] for row in rows}
    # Whoever was entered before and is not named any more was not there after all.
    for one in attendances_of(unit, meeting_id):
        if one.member_id not in named:
            one.attendance, one.capacity = "absent", "guest"
    unit.session.flush()
    for row in rows:
        _enter(unit, {**row, "meeting_id": meeting_id, "recorded_at": unit.now})
    unit.session.expire_all()
    if meeting.state == "planned":
        meeting.state = "held"
    unit.session.flush()
    _tell(unit, meeting)
    return whole(unit, meeting)


def check_open(meeting: Meeting) -> None:
    """Refuse a change of a meeting whose minutes were approved."""
    if meeting.approved_in is not None:
        raise MinutesApproved(meeting_id=meeting.id, approved_in=meeting.approved_in)


def _check_once(body: dict[str, Any]) -> None:
    entered = Counter(one["member_id"] for one in (*body["marks"], *body["substitutes"]))
    entered.update(body["guests"])
    for member_id, count in sorted(entered.items()):
        if count > 1:
            raise EnteredTwice(member_id=member_id)


def _invited(meeting: Meeting, asked: Invitation, marks: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    said = {mark["member_id"]: mark["attendance"] for mark in marks}
    invited = {one.member_id: one for one in asked.people}
    for member_id in sorted(said.keys() - invited.keys()):
        raise NotExpected(member_id=member_id, meeting_id=meeting.id)
    return [
        _row(one.member_id, said.get(one.member_id, "absent"), "invited", one.groups, seat=one.seat)
        for one in asked.people
    ]


def _substitutes(
    unit: Unit, meeting: Meeting, asked: Invitation, substitutes: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Enter whom groups sent: members of theirs who are not invited themselves."""
    places, rows = places_on(unit, meeting.day), []
    article = unit.rules_on(meeting.day).statutes("governance.working_groups", None).article
    for one in substitutes:
        group, member_id = one["group"], one["member_id"]
        if group not in asked.referents or member_id not in places.get((group, "member"), []):
            raise NotInGroup(member_id=member_id, slug=group, article=article)
        _check_not_invited(asked, member_id)
        rows.append(_row(member_id, "present", "substitute", [group], seat=False))
    return rows


def _guests(unit: Unit, asked: Invitation, meeting: Meeting, guests: Iterable[str]) -> list[dict[str, Any]]:
    rows = []
    for member_id in guests:
        if unit.session.get(Party, member_id) is None:
            raise NotInRegister(member_id=member_id)
        _check_not_invited(asked, member_id)
        rows.append(_row(member_id, "present", "guest", [], seat=False))
    return rows


def _check_not_invited(asked: Invitation, member_id: str) -> None:
    if any(one.member_id == member_id for one in asked.people):
        raise EnteredTwice(member_id=member_id)


def _row(member_id: str, attendance: str, capacity: str, groups: Iterable[str], *, seat: bool) -> dict[str, Any]:
    return {"member_id": member_id, "attendance": attendance, "capacity": capacity, "groups": list(groups),
            "seat": seat}  # fmt: skip


def _enter(unit: Unit, row: dict[str, Any]) -> None:
    entered = insert(MeetingAttendance).values(row)
    kept = {name: row[name] for name in ("attendance", "capacity", "groups", "seat", "recorded_at")}
    unit.session.execute(entered.on_conflict_do_update(index_elements=["meeting_id", "member_id"], set_=kept))


def _tell(unit: Unit, meeting: Meeting) -> None:
    came = attendances_of(unit, meeting.id)
    counts = Counter(one.attendance for one in came if one.capacity == "invited")
    unit.emit(contract.meeting_held, f"meetings/{meeting.id}", {
        "meeting_id": meeting.id, "organ": meeting.organ, "invited": sum(counts.values()),
        "present": counts["present"], "excused": counts["excused"], "absent": counts["absent"],
        "represented": len({group for one in came if one.attendance == "present" for group in one.groups}),
    })  # fmt: skip
