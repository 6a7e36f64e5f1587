"""The appointment of an assembly as iCalendar (RFC 5545), sent as an invitation or published (RFC 5546)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vCalAddress

from services.commons.clock import LEGAL_ZONE
from services.commons.documents.wording import worded
from services.voting.notices.terms import KINDS

NOBODY = "invalid:nomail"


def appointment(
    coop: str, content: dict[str, Any], stamped: datetime, language: str = "fr", *, organizer: str | None = None,
    attendee: tuple[str, str] | None = None,
) -> bytes:  # fmt: skip
    """Return the appointment of a notice's content; with an ``attendee`` (name, address) it is an invitation.

    The UID is that of the assembly for good, the sequence that of the notice: a calendar that has the first one is
    brought up to date by the next. Times are those of the legal zone, which travels along.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Rochdale//voting//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST" if attendee else "PUBLISH")
    event = Event()
    event.add("uid", f"{content['assembly_id']}@{coop}.rochdale")
    event.add("dtstamp", stamped.astimezone(UTC))
    event.add("sequence", max(content["sequence"] - 1, 0))
    if content["starts_at"]:
        event.add("dtstart", datetime.fromisoformat(content["starts_at"]).astimezone(LEGAL_ZONE))
    else:
        event.add("dtstart", date.fromisoformat(content["held_on"]))
        event.add("dtend", date.fromisoformat(content["held_on"]) + timedelta(days=1))
    event.add("summary", f"{content['cooperative']}: {worded(KINDS[content['kind']], language)} – {content['title']}")
    if content["place"] or content["link"]:
        event.add("location", content["place"] or content["link"])
    if content["link"]:
        event.add("url", content["link"])
    agenda = "\n".join(f"{item['position']}. {item['title']}" for item in content["agenda"])
    if agenda:
        event.add("description", agenda)
    event.add("status", "CONFIRMED")
    host = vCalAddress(f"mailto:{organizer}" if organizer else NOBODY)
    host.params["CN"] = content["cooperative"]
    event.add("organizer", host)
    if attendee:
        guest = vCalAddress(f"mailto:{attendee[1]}")
        guest.params.update({"CN": attendee[0], "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
        event.add("attendee", guest)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
