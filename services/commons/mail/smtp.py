"""Hands letters to a submission server (RFC 6409), over TLS.

Under the host's hub the sockets of smtplib are green: a slow server holds up nobody.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from .postman import NotNow, Returned
from .settings import MailServer

PATIENCE = 20.0
# The enhanced status code at the head of a reply (RFC 2034).
_ENHANCED = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")


@contextmanager
def connected(server: MailServer) -> Iterator[Submission]:
    """Open one connection for some letters."""
    try:
        opened = _opened(server)
    except (OSError, smtplib.SMTPException) as error:
        raise NotNow(_name(error), all_of_them=True) from None
    try:
        yield Submission(opened)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            opened.quit()


class Submission:
    """An open connection."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self._server = server

    def take(self, letter: EmailMessage) -> None:
        """Hand over a letter; once the server has answered 250 to it, the letter is the server's."""
        try:
            self._server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            _raise(*next(iter(error.recipients.values())))
        except smtplib.SMTPSenderRefused as error:
            # About us, not about this member: nothing goes out until somebody sees to it.
            raise NotNow(_status(error.smtp_code, error.smtp_error), all_of_them=True) from None
        except smtplib.SMTPNotSupportedError:
            raise Returned("5.6.7") from None  # an address beyond ASCII, and a server that knows none (RFC 6531)
        except smtplib.SMTPResponseException as error:
            _raise(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            raise NotNow(_name(error), all_of_them=True) from None


def _opened(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    opened: smtplib.SMTP
    if server.implicit_tls:
        opened = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
    else:
        opened = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
        if not server.plain:
            opened.starttls(context=context)
    if server.user is not None:
        opened.login(server.user, server.password or "")
    return opened


def _raise(code: int, said: bytes | str) -> None:
    """Raise what a reply means (RFC 5321 §4.2.1): 5yz is for good, except that the server goes away (421, 4yz)."""
    if code >= 500:
        raise Returned(_status(code, said)) from None
    raise NotNow(_status(code, said), all_of_them=code == 421) from None


def _status(code: int, said: bytes | str) -> str:
    found = _ENHANCED.match(said if isinstance(said, bytes) else said.encode(errors="replace"))
    return found[1].decode() if found else str(code)


def _name(error: Exception) -> str:
    return type(error).__name__
