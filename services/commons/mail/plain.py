"""Writes short letters: some lines of plain text to one person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from .settings import MailSettings


def plain_letter(
    settings: MailSettings, identifier: str, to: str, subject: str, lines: Iterable[str], now: datetime,
    sender_name: str = "",
) -> EmailMessage:  # fmt: skip
    """Return the letter; ``identifier`` fixes its Message-ID (RFC 5322 §3.6.4), by which a second copy is recognised.

    Raises ValueError or IndexError for an address that nothing can be sent to.
    """
    message = EmailMessage()
    sender = parseaddr(settings.sender)
    message["From"] = Address(sender[0] or sender_name, addr_spec=sender[1])
    message["To"] = Address("", addr_spec=to)
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{identifier}@{settings.domain}>"
    # No vacation notes in answer (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(lines) + "\n")
    return message
