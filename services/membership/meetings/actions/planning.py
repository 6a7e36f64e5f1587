"""Meetings are planned, moved and cancelled; whoever is invited follows from the day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.clock import legal_day
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.storage import Listed, Unit, page_of
from services.membership.competences.organs import organ_named

from .. import contract
from ..planned import changed, check_times, enter, lay_down, note
from ..reading import meeting_in, meeting_named, shown, whole
from ..tables import Meeting


@answers(contract.plan_meeting)
def plan_meeting(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Plan a meeting of an organ that there is on its day."""
    day = legal_day(body["starts_at"])
    check_not_before_founding(unit, day)
    organ_named(unit, body["organ_kind"], body["organ"], day)
    meeting = enter(unit, body.pop("agenda"), **body)
    assert meeting is not None, "only a series plans what is planned already"
    return whole(unit, meeting)


@answers(contract.list_meetings)
def list_meetings(
    unit: Unit, from_: date | None, to: date | None, organ: str | None, state: str | None, limit: int,
    cursor: str | None,
) -> Listed:  # fmt: skip
    """List meetings by time."""
    asked = [Meeting.day >= from_] if from_ else []
    asked += [Meeting.day <= to] if to else []
    asked += [Meeting.organ == organ] if organ else []
    asked += [Meeting.state == state] if state else []
    page = page_of(unit.session, select(Meeting).where(*asked), key=[Meeting.starts_at, Meeting.id], limit=limit,
                   cursor=cursor)  # fmt: skip
    return Listed(shown(unit, page.data), page.next_cursor)


@answers(contract.get_meeting)
def get_meeting(unit: Unit, meeting_id: str) -> dict[str, Any]:
    """Return one meeting with everything."""
    return whole(unit, meeting_named(unit, meeting_id))


@answers(contract.move_meeting)
def move_meeting(unit: Unit, meeting_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Move a planned meeting; the length stays unless the end is said too."""
    meeting = meeting_in(unit, meeting_id, ["planned"])
    was, length = meeting.starts_at, meeting.ends_at - meeting.starts_at
    starts_at = body["starts_at"] or was
    ends_at = body["ends_at"] or starts_at + length
    check_times(starts_at, ends_at)
    check_not_before_founding(unit, legal_day(starts_at))
    meeting.starts_at, meeting.ends_at, meeting.day = starts_at, ends_at, legal_day(starts_at)
    meeting.place, meeting.link = body["place"] or meeting.place, body["link"] or meeting.link
    note(unit, meeting, "moved", body["reason"], was, starts_at)
    changed(unit, meeting)
    return whole(unit, meeting)


@answers(contract.set_agenda)
def set_agenda(unit: Unit, meeting_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Set the agenda of a planned meeting."""
    meeting = meeting_in(unit, meeting_id, ["planned"])
    lay_down(unit, meeting, body["agenda"])
    changed(unit, meeting)
    return whole(unit, meeting)


@answers(contract.cancel_meeting)
def cancel_meeting(unit: Unit, meeting_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Cancel a planned meeting; its place in the statutes' rhythm stays empty."""
    meeting = meeting_in(unit, meeting_id, ["planned"])
    meeting.state, meeting.sequence, meeting.changed_at = "cancelled", meeting.sequence + 1, unit.now
    note(unit, meeting, "cancelled", body["reason"], meeting.starts_at, None)
    unit.session.flush()
    unit.emit(contract.meeting_cancelled, f"meetings/{meeting.id}", {"meeting_id": meeting.id})
    return whole(unit, meeting)
