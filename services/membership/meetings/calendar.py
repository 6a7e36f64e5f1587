"""Meetings as iCalendar (RFC 5545): invitations and cancellations (RFC 5546), and a feed to subscribe to.

Written by a worker process: a feed of a year takes longer than a service may stand still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from icalendar import Calendar, Event, vCalAddress

from services.commons.clock import LEGAL_ZONE

NOBODY = "invalid:nomail"


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is invited: a name, and an address if one is known."""

    name: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Appointment:
    """A meeting as a calendar knows it; the UID is the meeting's for good, the sequence grows with each change."""

    uid: str
    cooperative: str
    title: str
    place: str | None
    link: str | None
    agenda: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    sequence: int
    cancelled: bool


def invitation_ics(meeting: Appointment, guests: Sequence[Guest]) -> bytes:
    """Return a meeting's invitation to all who are invited, or its cancellation (RFC 5546 §3.2.2, §3.2.5)."""
    calendar = _calendar("CANCEL" if meeting.cancelled else "REQUEST")
    event = _event(meeting)
    for guest in guests:
        attendee = vCalAddress(f"mailto:{guest.address}" if guest.address else NOBODY)
        attendee.params.update({"CN": guest.name, "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION",
                                "RSVP": "TRUE"})  # fmt: skip
        event.add("attendee", attendee)
    return _written(calendar, [event])


def feed_ics(cooperative: str, meetings: Sequence[Appointment]) -> bytes:
    """Return meetings as a published calendar, without anybody's name."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", cooperative)
    return _written(calendar, [_event(one) for one in meetings])


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Rochdale//membership//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _written(calendar: Calendar, events: Sequence[Event]) -> bytes:
    for event in events:
        calendar.add_component(event)
    if events:  # when the clock is put in the years of the meetings, not in all that there have been since 1970
        calendar.add_missing_timezones(date(min(event.start.year for event in events) - 1, 1, 1),
                                       date(max(event.end.year for event in events) + 1, 12, 31))  # fmt: skip
    return bytes(calendar.to_ical())


def _event(meeting: Appointment) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("dtstamp", meeting.stamped_at.astimezone(UTC))
    event.add("sequence", meeting.sequence)
    event.add("dtstart", meeting.starts_at.astimezone(LEGAL_ZONE))
    event.add("dtend", meeting.ends_at.astimezone(LEGAL_ZONE))
    event.add("summary", f"{meeting.cooperative}: {meeting.title}")
    if meeting.place or meeting.link:
        event.add("location", meeting.place or meeting.link)
    if meeting.link:
        event.add("url", meeting.link)
    if meeting.agenda:
        event.add("description", "\n".join(meeting.agenda))
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    host = vCalAddress(NOBODY)
    host.params["CN"] = meeting.cooperative
    event.add("organizer", host)
    return event
