"""The membership service of one cooperative alone: a third of a house, for tests that need no neighbour."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from services.commons.clock import FixedClock
from services.commons.rulebook import hold
from tests.house import Desk, House, _founding, _law, _override, fresh_database


class Office(House):
    """A house in which only membership lives; other services' events are handed to it by hand."""

    def __init__(self, coop: str, admin: str, clock: FixedClock, overrides: dict[str, Any] | None = None) -> None:
        self.coop, self.clock = coop, clock
        database = fresh_database(admin, "membership", coop)
        self.databases = {"membership": database}
        cooperative = deepcopy(_founding(coop))
        documents = {"statutes": cooperative.statutes, "bylaws": cooperative.bylaws}
        for path, value in (overrides or {}).items():
            layer, *steps = path.split(".")
            _override(documents[layer], steps, value)
        with database.transaction() as session:
            hold(session, "law", 1, _law(), date(1800, 1, 1), clock())
            for layer, document in documents.items():
                hold(session, layer, 1, document, cooperative.founded_on, clock())
        self.membership = Desk("membership", coop, database, clock)
