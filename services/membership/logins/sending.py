"""Looks addresses up and mails what is due, in the background, so that no answer waits for it or tells of it.

A code is made when its letter is written, and only a keyed digest of it is kept: after a crash in between, a second
letter with another code leaves, and only that one counts. Addresses are in no log, and erased here once they were used.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services.commons.clock import Clock
from services.commons.mail.postman import NotNow, Postman, Returned, postman
from services.commons.mail.settings import MailSettings, MailUnsettled, mail_settings
from services.commons.storage import Database, Unit
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task

from .addresses import persons_at
from .codes import digest_of_code, new_code
from .letters import letter_to_former, letter_to_shared, letter_with_code
from .rules import CODE_LIVES, KEPT, LETTERS_AN_HOUR
from .tables import FormerAddress, SignIn

PORTION = 20
PAUSE = timedelta(seconds=30)
# A code that could not leave by then is of no use: whoever waited has asked again, or given up.
WAITED = timedelta(minutes=30)
# A word to a former address is worth more patience.
TRIED = timedelta(days=3)
log = logging.getLogger(__name__)


def send(database: Database, clock: Clock) -> bool:
    """Settle a portion of what is due; return whether there may be more."""
    try:
        settings = mail_settings(database.coop)
    except MailUnsettled as error:
        log.error("mail is not settled", extra={"coop": database.coop, "reason": str(error)})
        settings = None
    return send_by(database, clock, settings)


def send_by(database: Database, clock: Clock, settings: MailSettings | None) -> bool:
    """Settle a portion in the way that the settings say; without any, letters wait."""
    with database.transaction() as session:
        session.execute(delete(SignIn).where(SignIn.asked_at < clock() - KEPT))
        due = [(kind, one) for kind in (SignIn, FormerAddress) for one in _due(session, kind, clock())]
    if not due or settings is None:
        return False
    try:
        with postman(settings) as carrier:
            for kind, one in due:
                _carry(database, clock, settings, carrier, kind, one)
    except NotNow as error:
        log.warning("mail waits", extra={"coop": database.coop, "reason": error.status})
        return False
    return len(due) >= PORTION


def _due(session: Session, kind: Any, now: datetime) -> list[str]:
    found = select(kind.id).where(kind.address.is_not(None), kind.due_at <= now).order_by(kind.due_at, kind.id)
    return list(session.scalars(found.limit(PORTION)))


def _carry(
    database: Database, clock: Clock, settings: MailSettings, carrier: Postman, kind: Any, one: str
) -> None:  # fmt: skip
    """Settle one, in a transaction of its own: what has left is written down before the next letter leaves."""
    try:
        with database.transaction() as session:
            unit = Unit(database.coop, database.service, session, clock, OPERATOR)
            row = _waiting(unit, kind, one)
            if row is not None:
                (_settle_sign_in if kind is SignIn else _settle_former)(unit, settings, carrier, row)
    except NotNow as error:
        with database.transaction() as session:
            unit = Unit(database.coop, database.service, session, clock, OPERATOR)
            row = _waiting(unit, kind, one)
            if row is not None:
                _put_off(unit, row, error.status)
        if error.all_of_them:
            raise


def _waiting(unit: Unit, kind: Any, one: str) -> Any:
    """Return a row that waits still, and is in nobody else's hands."""
    found = select(kind).where(kind.id == one, kind.address.is_not(None)).with_for_update(skip_locked=True)
    return unit.session.scalar(found)


def _settle_sign_in(unit: Unit, settings: MailSettings, carrier: Postman, row: SignIn) -> None:
    """Send a code to the one person whom the register has at the address; to several, why none can be sent."""
    address = str(row.address)
    row.state, row.address = "ignored", None
    persons = persons_at(unit, address)
    if not persons or _written_lately(unit, row) >= LETTERS_AN_HOUR:
        return
    code = new_code()
    write = partial(letter_with_code, settings, row.id, code)
    if len(persons) > 1:
        write = partial(letter_to_shared, settings, row.id)
    if _outcome(unit, carrier, write, address) != "sent":
        return
    row.written_at = unit.now
    if len(persons) == 1:
        row.state, row.person_id, row.code_hash = "sent", persons[0], digest_of_code(unit, row.id, code)
        row.code_ends_at = unit.now + CODE_LIVES


def _settle_former(unit: Unit, settings: MailSettings, carrier: Postman, row: FormerAddress) -> None:
    row.outcome = _outcome(unit, carrier, partial(letter_to_former, settings, row.id), str(row.address))
    row.address, row.settled_at = None, unit.now


def _outcome(unit: Unit, carrier: Postman, write: Callable[..., EmailMessage], address: str) -> str:
    """Send a letter; return ``sent`` or the status of its refusal. Raises NotNow when it can be tried again."""
    identity = unit.rules.statutes("identity").value
    language = "fr" if identity["country"] == "FR" else "en"
    try:
        carrier.take(write(cooperative=str(identity["name"]), to=address, language=language, now=unit.now))
    except (ValueError, IndexError):  # what the parser of addresses raises
        return "unwritable"
    except Returned as error:
        return error.status
    return "sent"


def _put_off(unit: Unit, row: Any, status: str) -> None:
    """Let a letter wait a little, or give it up when it has waited too long."""
    is_code = isinstance(row, SignIn)
    since, patience = (row.asked_at, WAITED) if is_code else (row.changed_at, TRIED)
    if unit.now - since <= patience:
        row.due_at = unit.now + PAUSE
    elif is_code:
        row.state, row.address = "ignored", None
    else:
        row.address, row.settled_at, row.outcome = None, unit.now, status


def _written_lately(unit: Unit, row: SignIn) -> int:
    """Count the letters that left for this address within the hour."""
    hour = unit.now - timedelta(hours=1)
    written = select(func.count()).where(SignIn.address_hash == row.address_hash, SignIn.written_at > hour)
    return int(unit.session.scalar(written) or 0)


signing_in = Task("sign-ins", send, quiet=0.05, latest=1.0, sweep=30.0)
