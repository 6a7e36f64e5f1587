"""Mails what is queued, in the background: a letter leaves at most once per attempt, and none is lost.

A copy is ``sending`` before its letter leaves, and settled right after. A crash in between leaves it ``sending``:
nobody can tell whether the letter left, and a notice must not be lost, so it leaves again after a while, with the same
Message-ID, by which servers and readers recognise it. Addresses are read at the moment of sending, and are in no log.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from services.commons.clock import Clock, legal_day
from services.commons.documents.written import rendered
from services.commons.mail.postman import NotNow, Postman, Returned, postman
from services.commons.mail.settings import MailSettings, MailUnsettled, mail_settings
from services.commons.storage import Database
from services.commons.tasks import Task
from services.commons.workers.offload import offload
from services.voting.notices.deliveries import note, settle
from services.voting.notices.letter import Recipient, letter
from services.voting.notices.paper import notice_paper
from services.voting.notices.tables import Delivery, Notice, VoterContact

PORTION = 20
PORTIONS_A_MINUTE = 12  # at least, where letters leave slowly: whoever stops the host waits for one portion
INTERRUPTED = timedelta(minutes=15)
# How long after each failed attempt the next one is due; given up after the last (RFC 5321 §4.5.4.1: 4–5 days).
PAUSES = (1, 5, 15, 60, 180, 360, *[720] * 8)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """A copy that is being sent, and for whom."""

    notice_id: str
    to: Recipient


def send(database: Database, clock: Clock) -> bool:
    """Send a portion of what is due; return whether there may be more."""
    try:
        settings = mail_settings(database.coop)
    except MailUnsettled as error:
        log.error("mail is not settled", extra={"coop": database.coop, "reason": str(error)})
        return False
    return settings is not None and send_by(database, clock, settings)


def send_by(
    database: Database, clock: Clock, settings: MailSettings, sleep: Callable[[float], None] = time.sleep
) -> bool:
    """Send a portion in the way that the settings say."""
    most = max(1, min(PORTION, settings.per_minute // PORTIONS_A_MINUTE)) if settings.per_minute else PORTION
    letters, more = _taken(database, clock(), most)
    if not letters:
        return more
    with database.reading() as session:
        ids = {one.notice_id for one in letters}
        notices = {one.id: one for one in session.scalars(select(Notice).where(Notice.id.in_(ids)))}
    papers: dict[tuple[str, str], bytes] = {}
    waiting = list(letters)
    try:
        with postman(settings) as carrier:
            while waiting:
                one = waiting[0]
                key = (one.notice_id, one.to.language)
                if key not in papers:
                    papers[key] = _pdf(notices[one.notice_id], one.to.language, clock())
                _carry(database, clock, carrier, settings, notices[one.notice_id], one, papers[key])
                waiting.pop(0)
                if settings.per_minute:
                    sleep(60 / settings.per_minute)
    except NotNow as error:
        # The way is barred for all: what was not sent waits, and so does the task, until its next turn.
        for one in waiting:
            _put_off(database, one, clock(), error.status)
        log.warning("mail waits", extra={"coop": database.coop, "reason": error.status})
        return False
    return more


def _carry(
    database: Database, clock: Clock, carrier: Postman, settings: MailSettings, notice: Notice, one: Letter, pdf: bytes
) -> None:
    """Send one letter and write down what became of it; raise NotNow only where no letter can leave."""
    try:
        message = letter(database.coop, settings, notice.id, notice.content, notice.issued_at, one.to, pdf, clock())
    except (ValueError, IndexError):  # what the parser of addresses raises
        _settle(database, one, clock(), "bounced", "unwritable")
        return
    try:
        carrier.take(message)
    except Returned as error:
        _settle(database, one, clock(), "bounced", error.status)
    except NotNow as error:
        if error.all_of_them:
            raise
        _put_off(database, one, clock(), error.status)
    else:
        _settle(database, one, clock(), "sent", None)


def _taken(database: Database, now: datetime, most: int) -> tuple[list[Letter], bool]:
    """Mark at most so many copies that are due as being sent, and return them; whether there may be more."""
    with database.transaction() as session:
        due = (
            select(Delivery)
            .where(Delivery.way == "email", Delivery.due_at <= now,
                   or_(Delivery.state == "queued", Delivery.state == "sending"))
            .order_by(Delivery.due_at, Delivery.notice_id, Delivery.member_id).limit(most)
            .with_for_update(skip_locked=True)
        )  # fmt: skip
        copies = session.scalars(due).all()
        members = [copy.member_id for copy in copies]
        contacts = select(VoterContact).where(VoterContact.member_id.in_(members), VoterContact.email.is_not(None))
        known = {one.member_id: one for one in session.scalars(contacts)}
        letters = []
        for copy in copies:
            contact = known.get(copy.member_id)
            if contact is None or contact.email is None:
                # Erased since: what cannot be mailed is to be handed over.
                copy.way, copy.due_at = "paper", None
                note(copy, "queued", now, "no_address")
                continue
            if copy.attempts > len(PAUSES):
                # Whoever carries it ends each time: it is to be handed over, and holds up no other letter.
                settle(copy, "bounced", now, "interrupted")
                continue
            note(copy, "sending", now, "interrupted" if copy.state == "sending" else None)
            # Should this process end, the letter is due again then.
            copy.attempts, copy.due_at = copy.attempts + 1, now + INTERRUPTED
            to = Recipient(copy.member_id, contact.name or contact.member_id, contact.email, contact.language)
            letters.append(Letter(copy.notice_id, to))
    return letters, len(copies) == most


def _settle(database: Database, one: Letter, at: datetime, state: str, reason: str | None) -> None:
    with database.transaction() as session:
        copy = _copy(session, one)
        if copy is not None:
            before = any(step["state"] in ("sent", "resent") for step in copy.steps)
            settle(copy, "resent" if state == "sent" and before else state, at, reason)


def _put_off(database: Database, one: Letter, at: datetime, reason: str) -> None:
    with database.transaction() as session:
        copy = _copy(session, one)
        if copy is None:
            return
        if copy.attempts > len(PAUSES):
            settle(copy, "bounced", at, reason)
            return
        note(copy, "queued", at, reason)
        copy.due_at = at + timedelta(minutes=PAUSES[max(copy.attempts, 1) - 1])


def _copy(session: Any, one: Letter) -> Delivery | None:
    """Return the copy, locked, if it is still ours to settle."""
    copy: Delivery | None = session.get(Delivery, (one.notice_id, one.to.member_id), with_for_update=True)
    return copy if copy is not None and copy.state == "sending" else None


def _pdf(notice: Notice, language: str, now: datetime) -> bytes:
    day = legal_day(now)
    midnight = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    return offload(rendered, notice_paper(notice.content), "pdf", language, midnight)


mailing = Task("mail", send, sweep=30.0)
