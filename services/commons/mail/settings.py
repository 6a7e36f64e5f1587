"""How a cooperative's mail leaves, as the operator's file says."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465}


class MailUnsettled(Exception):
    """The file is absent or is not what it should be; its values stay out of the message."""


@dataclass(frozen=True)
class MailServer:
    """A submission server (RFC 6409): ``smtps`` speaks TLS from the start, ``smtp`` by STARTTLS unless ``plain``."""

    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    implicit_tls: bool
    plain: bool


@dataclass(frozen=True)
class MailSettings:
    """Where letters go (a server or a folder), who sends them, and how many leave in a minute (0: no limit)."""

    sender: str
    way: MailServer | Path
    per_minute: int = 120

    @property
    def domain(self) -> str:
        """The domain of the sender, for Message-IDs."""
        return parseaddr(self.sender)[1].rpartition("@")[2].lower() or "localhost"


def mail_settings(coop: str, environment: Mapping[str, str] = os.environ) -> MailSettings | None:
    """Return how a cooperative's mail leaves; None when nothing says so, and letters then wait.

    ``ROCHDALE_MAIL`` names a file of mode 600, ``{"alpar": {"server": "smtps://user:password@host", "sender": "Alpar
    <secretariat@alpar.example>", "per_minute": 120}}``; else ``ROCHDALE_MAIL_FOLDER`` a folder to which letters of
    every cooperative are written, each in its own. Raises MailUnsettled.
    """
    if held := environment.get("ROCHDALE_MAIL"):
        try:
            told = json.loads(Path(held).read_text()).get(coop)
            return None if told is None else _settings(told)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise MailUnsettled(f"{held}: {type(error).__name__}") from None
    if folder := environment.get("ROCHDALE_MAIL_FOLDER"):
        return MailSettings(f"{coop} <assembly@{coop}.example>", Path(folder) / coop, per_minute=0)
    return None


def _settings(told: dict[str, Any]) -> MailSettings:
    sender, per_minute = str(told["sender"]), int(told.get("per_minute", 120))
    if "@" not in parseaddr(sender)[1] or "\n" in sender or per_minute < 0:
        raise ValueError
    if "folder" in told:
        return MailSettings(sender, Path(told["folder"]), per_minute)
    url = urlsplit(str(told["server"]))
    if url.scheme not in PORTS or not url.hostname:
        raise ValueError
    local = url.hostname in ("localhost", "127.0.0.1", "::1")
    plain = bool(told.get("plain", False))
    if plain and not local and url.password:
        raise ValueError  # a password in clear over a network
    return MailSettings(sender, MailServer(
        url.hostname, url.port or PORTS[url.scheme], unquote(url.username) if url.username else None,
        unquote(url.password) if url.password else None, url.scheme == "smtps", plain,
    ), per_minute)  # fmt: skip
