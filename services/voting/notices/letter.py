"""Writes the letter that calls one member: the notice as PDF, the appointment, and what matters in plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

from services.commons.documents import Said, said
from services.commons.documents.sheet import LongDay
from services.commons.documents.wording import worded
from services.commons.mail.settings import MailSettings
from services.voting.notices.addressed import message_id
from services.voting.notices.calendar import appointment
from services.voting.notices.terms import KINDS, local_time


@dataclass(frozen=True)
class Recipient:
    """Whom a letter is for."""

    member_id: str
    name: str
    email: str
    language: str


def letter(
    coop: str, settings: MailSettings, notice_id: str, content: dict[str, Any], issued_at: datetime, to: Recipient,
    pdf: bytes, now: datetime,
) -> EmailMessage:  # fmt: skip
    """Return the letter; the same copy sent twice bears the same Message-ID.

    Raises ValueError or IndexError for an address that nothing can be sent to.
    """
    message = EmailMessage()
    sender = parseaddr(settings.sender)
    message["From"] = Address(sender[0] or content["cooperative"], addr_spec=sender[1])
    message["To"] = Address(to.name, addr_spec=to.email)
    message["Subject"] = worded(_subject(content), to.language)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(notice_id, to.member_id, settings.domain)
    # No vacation notes in answer to a letter to everybody (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(worded(line, to.language) for line in _lines(content, to.name)) + "\n")
    invitation = appointment(coop, content, issued_at, to.language, organizer=sender[1], attendee=(to.name, to.email))
    message.add_alternative(invitation.decode(), subtype="calendar", params={"method": "REQUEST"})
    name = worded(said("notice"), to.language)
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"{name}-{content['held_on']}.pdf")
    return message


def _subject(content: dict[str, Any]) -> Said:
    day, kind = LongDay(date.fromisoformat(content["held_on"])), KINDS[content["kind"]]
    if content["sequence"] > 1:
        return said("Addendum to the notice: {kind} of {coop}, {day}", kind=kind, coop=content["cooperative"], day=day)
    return said("Convening notice: {kind} of {coop}, {day}", kind=kind, coop=content["cooperative"], day=day)


def _lines(content: dict[str, Any], name: str) -> Iterator[Said | str]:
    day = LongDay(date.fromisoformat(content["held_on"]))
    yield said("Dear {name},", name=name)
    yield ""
    yield said("You are called to the assembly “{title}” of {coop}.", title=content["title"],
               coop=content["cooperative"])  # fmt: skip
    yield said("Date: {day}", day=day)
    if content["starts_at"]:
        yield said("Time: {time}", time=local_time(content["starts_at"]))
    if content["place"]:
        yield said("Place: {place}", place=content["place"])
    if content["link"]:
        yield said("Remotely: {link}", link=content["link"])
    yield ""
    yield said("Agenda")
    yield from (f"{item['position']}. {item['title']}" for item in content["agenda"])
    yield ""
    yield said("The notice attached holds the agenda with the fingerprints of its documents, the quorum and majority, "
               "how to vote, and the proxy form.")  # fmt: skip
