"""Hands out meetings as iCalendar."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.membership.register.tables import Party

from .. import contract
from ..calendar import Appointment, Guest, feed_ics, invitation_ics
from ..invited import invitation
from ..names import called
from ..reading import items_of, meeting_named
from ..tables import Meeting, MeetingItem

MOST = 200


@answers(contract.get_meeting_calendar)
def get_meeting_calendar(unit: Unit, meeting_id: str, cursor: str | None) -> Chunk:
    """Return the invitation to a meeting as it stands, or its cancellation."""
    meeting = meeting_named(unit, meeting_id)
    ids = [one.member_id for one in invitation(unit, meeting).people]
    invited = unit.session.scalars(select(Party).where(Party.id.in_(ids)).order_by(Party.id))
    guests = [Guest(called(one), one.email) for one in invited]
    appointment = _appointment(unit, _name(unit), meeting, items_of(unit, meeting_id))
    content = offload(invitation_ics, appointment, guests)
    return Chunk(content, "text/calendar", None, f"meeting-{meeting_id}.ics")


@answers(contract.get_calendar_feed)
def get_calendar_feed(unit: Unit, cursor: str | None) -> Chunk:
    """Return the meetings to come, cancelled ones as such."""
    name = _name(unit)
    coming = select(Meeting).where(Meeting.day >= unit.today).order_by(Meeting.starts_at, Meeting.id).limit(MOST)
    appointments = [_appointment(unit, name, one) for one in unit.session.scalars(coming)]
    return Chunk(offload(feed_ics, name, appointments), "text/calendar", None, "meetings.ics")


def _appointment(unit: Unit, cooperative: str, meeting: Meeting, agenda: Iterable[MeetingItem] = ()) -> Appointment:
    return Appointment(
        uid=f"{meeting.id}@{unit.coop}.rochdale", cooperative=cooperative, title=meeting.title, place=meeting.place,
        link=meeting.link, agenda=tuple(f"{one.position}. {one.title}" for one in agenda),
        starts_at=meeting.starts_at, ends_at=meeting.ends_at, stamped_at=meeting.changed_at,
        sequence=meeting.sequence, cancelled=meeting.state == "cancelled",
    )  # fmt: skip


def _name(unit: Unit) -> str:
    return str(unit.rules.statutes("identity.name").value)
