"""A gathering as iCalendar (RFC 5545), published (RFC 5546)."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar, Event

from services.commons.clock import LEGAL_ZONE
from services.commons.requests.request import Chunk

from .tables import AnnouncedGathering, Gathering


def written(gathering: Gathering | AnnouncedGathering, gathering_id: str, organiser: str, stamped: datetime) -> Chunk:
    """Return the appointment; its UID stays for good and its sequence grows, so that a calendar is brought up to date.

    Times are those of the legal zone, which travels along.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Rochdale//membership//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if gathering.state == "cancelled" else "PUBLISH")
    event = Event()
    event.add("uid", f"{gathering_id}@{organiser}.rochdale")
    event.add("dtstamp", stamped.astimezone(UTC))
    event.add("sequence", gathering.version - 1)
    event.add("dtstart", gathering.starts_at.astimezone(LEGAL_ZONE))
    event.add("dtend", gathering.ends_at.astimezone(LEGAL_ZONE))
    event.add("summary", gathering.title)
    event.add("categories", [gathering.kind])
    if gathering.place or gathering.link:
        event.add("location", gathering.place or gathering.link)
    if gathering.link:
        event.add("url", gathering.link)
    event.add("status", "CANCELLED" if gathering.state == "cancelled" else "CONFIRMED")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return Chunk(bytes(calendar.to_ical()), "text/calendar", None, f"{gathering_id}.ics")
