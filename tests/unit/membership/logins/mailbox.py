"""A mailbox for tests of signing in: letters are written to a folder, and codes read from them."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from services.commons.mail.settings import MailSettings
from services.commons.storage import Actor
from services.membership.logins.sending import send_by
from tests.house import Desk


class Mailbox:
    """Every letter that a cooperative's membership service sent."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self._desk, self._folder = desk, folder
        self.settings = MailSettings("Alpar <secretariat@alpar.example>", folder, 0)

    def deliver(self) -> list[EmailMessage]:
        """Let what is due leave, and return all letters so far in the order of their names."""
        while send_by(self._desk.database, self._desk.clock, self.settings):
            pass
        files = sorted(self._folder.glob("*.eml")) if self._folder.exists() else []
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def code(self, sign_in_id: str) -> str:
        """Return the code that was sent for a sign-in."""
        letter = next(one for one in self.deliver() if sign_in_id in str(one["Message-ID"]))
        found = re.search(r"\b\d{8}\b", letter.get_content())
        assert found is not None
        return found[0]

    def sign_in(self, address: str) -> Any:
        """Sign somebody in and return the token with the person's id."""
        asked = self._desk.do("ask_to_sign_in", body={"email": address}, actor=NOBODY)
        code = self.code(asked["id"])
        return self._desk.do("confirm_sign_in", sign_in_id=asked["id"], body={"code": code}, actor=NOBODY)

    def find(self, issued: dict[str, Any]) -> Any:
        """Look a token up as the gateway does."""
        login_id = "lgn_" + issued["token"].split("_")[-2]
        return self._desk.do("find_login", query={"login_id": login_id}, actor=GATEWAY)


NOBODY = Actor("anonymous", "anonymous")
GATEWAY = Actor("key", "gateway", frozenset({"internal:logins"}))
