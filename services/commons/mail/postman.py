"""Who carries letters: the interface, and what it says when a letter cannot be delivered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from .settings import MailSettings


class Returned(Exception):
    """The letter is refused for good; ``status`` is the code of it, never a sentence (it would quote the address)."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class NotNow(Exception):
    """The letter, or every letter (``all_of_them``), cannot leave at the moment."""

    def __init__(self, status: str, *, all_of_them: bool) -> None:
        super().__init__(status)
        self.status, self.all_of_them = status, all_of_them


class Postman(Protocol):
    """Takes letters; raises Returned or NotNow."""

    def take(self, letter: EmailMessage) -> None:
        """Take responsibility for a letter."""


@contextmanager
def postman(settings: MailSettings) -> Iterator[Postman]:
    """Open the way that the settings name, for some letters; raise NotNow when it is barred."""
    if isinstance(settings.way, Path):
        from .folder import Folder

        yield Folder(settings.way)
        return
    from .smtp import connected

    with connected(settings.way) as server:
        yield server
