"""What a meeting decided and what its minutes say, until a later meeting approves them."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.documents import written
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.membership.competences.organs import organ_named
from services.membership.competences.recording import record
from services.membership.competences.recording import shown as decision_shown

from .. import contract
from ..contract.refusals import ApprovalElsewhere, KeeperAbsent, UnknownItem
from ..paper import minutes_paper
from ..reading import HELD, attendances_of, items_of, meeting_in, meeting_named, whole
from ..tables import Meeting, MeetingItem
from .attendance import check_open


@answers(contract.record_meeting_decision)
def record_decision(unit: Unit, meeting_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record a decision at the level of the organ that met, on the day of the meeting."""
    meeting = meeting_in(unit, meeting_id, HELD)
    check_open(meeting)
    if body["item"] is not None:
        item_named(unit, meeting, body["item"])
    organ = organ_named(unit, meeting.organ_kind, meeting.organ, meeting.day)
    decision = record(unit, organ, body["subject"], body["text"], meeting.day, meeting_id=meeting_id,
                      item=body["item"])  # fmt: skip
    return decision_shown(decision)


@answers(contract.write_minutes)
def write_minutes(unit: Unit, meeting_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Write what was said on each item, by somebody who was there."""
    meeting = meeting_in(unit, meeting_id, HELD)
    check_open(meeting)
    there = {one.member_id for one in attendances_of(unit, meeting_id) if one.attendance == "present"}
    if body["keeper_id"] not in there:
        raise KeeperAbsent(member_id=body["keeper_id"], meeting_id=meeting_id)
    for told in body["items"]:
        item_named(unit, meeting, told["position"]).text = told["text"]
    meeting.keeper_id, meeting.state = body["keeper_id"], "minuted"
    unit.session.flush()
    unit.emit(contract.meeting_minuted, f"meetings/{meeting_id}", {"meeting_id": meeting_id, "organ": meeting.organ})
    return whole(unit, meeting)


@answers(contract.approve_minutes)
def approve_minutes(unit: Unit, meeting_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Fix the minutes: a later meeting of the same organ, which was held, has approved them."""
    meeting = meeting_in(unit, meeting_id, ["minuted"])
    check_open(meeting)
    later = meeting_named(unit, body["meeting_id"])
    same = (later.organ_kind, later.organ) == (meeting.organ_kind, meeting.organ)
    if not same or later.state not in HELD or later.starts_at <= meeting.starts_at:
        raise ApprovalElsewhere(organ=meeting.organ, day=meeting.day, meeting_id=later.id)
    meeting.approved_in = later.id
    unit.session.flush()
    unit.emit(contract.meeting_minutes_approved, f"meetings/{meeting_id}", {
        "meeting_id": meeting_id, "approved_in": later.id,
    })  # fmt: skip
    return whole(unit, meeting)


@answers(contract.get_meeting_minutes)
def get_minutes(unit: Unit, meeting_id: str, language: str, cursor: str | None) -> Chunk:
    """Print the minutes of a meeting that was held, marked as a draft until they are approved."""
    meeting = meeting_in(unit, meeting_id, HELD, lock=False)
    name = f"minutes-{meeting.organ}-{meeting.day}"
    return written(unit, minutes_paper(unit, meeting), "pdf", language, cursor, name)


def item_named(unit: Unit, meeting: Meeting, position: int) -> MeetingItem:
    """Return an item of the agenda, or refuse."""
    items = {one.position: one for one in items_of(unit, meeting.id)}
    if position not in items:
        raise UnknownItem(meeting_id=meeting.id, position=position, items=", ".join(map(str, items)) or "none")
    return items[position]
