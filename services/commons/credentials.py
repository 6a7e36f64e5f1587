"""The credentials file of a process: which cooperatives it serves, and by which accounts it reaches their servers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path


class CredentialsUnreadable(Exception):
    """The file is absent, or is not what provisioning writes."""


@dataclass(frozen=True)
class Access:
    """How one process reaches one cooperative: the broker's URL, and its database's for a service."""

    amqp: str = field(repr=False)
    database: str | None = field(default=None, repr=False)


class Credentials:
    """A file that provisioning replaces when a cooperative comes or goes; read again when it has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._held: dict[str, Access] = {}

    def current(self) -> dict[str, Access]:
        """Return the access by cooperative as the file says now; raise CredentialsUnreadable."""
        try:
            found = self._path.stat()
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
            if stamp != self._stamp:
                text = json.loads(self._path.read_text())
                self._held = {coop: Access(one["amqp"], one.get("database")) for coop, one in text.items()}
                self._stamp = stamp
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            # Without its values: the file is all secrets.
            raise CredentialsUnreadable(f"{self._path}: {type(error).__name__}") from None
        return self._held
