"""Enters meetings, their agenda and what changes about them while they are planned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.clock import legal_day
from services.commons.ids import new_id
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.storage import Unit

from . import contract
from .contract.refusals import MeetingBackwards
from .tables import Meeting, MeetingChange, MeetingItem


def enter(unit: Unit, agenda: Sequence[str], **told: Any) -> Meeting | None:
    """Enter a planned meeting with its agenda and tell it; None when the series has made it before."""
    check_times(told["starts_at"], told["ends_at"])
    day = legal_day(told["starts_at"])
    check_not_before_founding(unit, day)
    row = insert(Meeting).values(
        **told, id=new_id("mtg"), day=day, state="planned", sequence=0, changed_at=unit.now, recorded_at=unit.now
    )
    meeting_id = unit.session.scalar(row.on_conflict_do_nothing(index_elements=["series"]).returning(Meeting.id))
    if meeting_id is None:
        return None
    meeting = unit.session.get_one(Meeting, meeting_id)
    lay_down(unit, meeting, agenda)
    unit.emit(contract.meeting_planned, f"meetings/{meeting.id}", {
        "meeting_id": meeting.id, "organ_kind": meeting.organ_kind, "organ": meeting.organ,
        "with_referents": meeting.with_referents, "starts_at": meeting.starts_at, "ends_at": meeting.ends_at,
    })  # fmt: skip
    return meeting


def lay_down(unit: Unit, meeting: Meeting, agenda: Sequence[str]) -> None:
    """Write the whole agenda; items beyond the last one are dropped, and stand without a title."""
    for position, title in enumerate(agenda, start=1):
        row = insert(MeetingItem).values(meeting_id=meeting.id, position=position, title=title)
        unit.session.execute(
            row.on_conflict_do_update(index_elements=["meeting_id", "position"], set_={"title": title})
        )
    beyond = MeetingItem.meeting_id == meeting.id, MeetingItem.position > len(agenda)
    unit.session.execute(update(MeetingItem).where(*beyond).values(title=None))


def changed(unit: Unit, meeting: Meeting) -> None:
    """Count a change of a planned meeting and tell it, so that calendars follow."""
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, unit.now
    unit.session.flush()
    unit.emit(contract.meeting_moved, f"meetings/{meeting.id}", {
        "meeting_id": meeting.id, "starts_at": meeting.starts_at, "ends_at": meeting.ends_at,
        "sequence": meeting.sequence,
    })  # fmt: skip


def note(unit: Unit, meeting: Meeting, kind: str, reason: str, was: datetime, now: datetime | None) -> None:
    """Write down why a meeting was moved or cancelled."""
    unit.session.add(MeetingChange(meeting_id=meeting.id, kind=kind, reason=reason, was_starts_at=was, starts_at=now,
                                   recorded_at=unit.now))  # fmt: skip


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse a meeting that ends before it starts, or lasts for more than a week."""
    if not starts_at < ends_at <= starts_at + timedelta(days=7):
        raise MeetingBackwards(starts_at=starts_at, ends_at=ends_at)


def series_made(unit: Unit, series: Sequence[str]) -> dict[str, str]:
    """Return the meetings that a series made before, by what it made them for."""
    rows = select(Meeting.series, Meeting.id).where(Meeting.series.in_(series))
    return {name: meeting_id for name, meeting_id in unit.session.execute(rows) if name is not None}
