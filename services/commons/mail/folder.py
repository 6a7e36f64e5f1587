"""Writes letters to a folder, where a person or a test looks at them."""

from __future__ import annotations

import os
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from .postman import NotNow


class Folder:
    """A letter is a file ``<Message-ID>.eml``; written twice, it is one letter."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def take(self, letter: EmailMessage) -> None:
        """Write a letter, whole or not at all, for nobody else to read."""
        try:
            self._path.mkdir(parents=True, exist_ok=True, mode=0o700)
            name = str(letter["Message-ID"]).strip("<>").partition("@")[0]
            parts = self._path / f".{name}.part"
            descriptor = os.open(parts, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "wb") as file:
                file.write(letter.as_bytes(policy=SMTP))
            parts.replace(self._path / f"{name}.eml")
        except OSError as error:
            raise NotNow(type(error).__name__, all_of_them=True) from None
