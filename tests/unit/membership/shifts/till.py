"""A till that goes offline: it knows what the feed told it, and answers from that alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.unit.membership.office import Office

Answer = tuple[bool, str]


class Till:
    """Holds the entries of the feed; asks for a snapshot first, then for what changed."""

    def __init__(self, office: Office, limit: int = 500) -> None:
        self.office, self.limit = office, str(limit)
        self.cursor: str | None = None
        self.entries: dict[str, dict[str, Any]] = {}
        self.known_until = ""
        self.received = 0

    def ask(self) -> None:
        """Take everything that the feed has."""
        self.received, more = 0, True
        while more:
            query = {"limit": self.limit} | ({"since": self.cursor} if self.cursor else {})
            feed = self.office.membership.do("list_standing_changes", query=query)
            if feed["snapshot"]:
                self.entries.clear()
            for entry in feed["changes"]:
                self.entries[entry["member_id"]] = entry
            self.received += len(feed["changes"])
            self.cursor, self.known_until, more = feed["cursor"], feed["known_until"], feed["more"]

    def answer(self, code: str, day: date) -> Answer | None:
        """Say whether a card may shop on a day; None for a card that the till does not know."""
        assert day.isoformat() <= self.known_until, "the till knows nothing of that day"
        entry = next((one for one in self.entries.values() if code in one["cards"]), None)
        if entry is None:
            return None
        passed = [entry, *(step for step in entry["then"] if step["on"] <= day.isoformat())]
        return bool(passed[-1]["may_shop"]), str(passed[-1]["reason"])


def of_server(office: Office, code: str) -> Answer:
    """Return what the server answers for a card today."""
    found = office.membership.do("get_card_standing", code=code)
    return found["may_shop"], found["reason"]
