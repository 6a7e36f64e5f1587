"""A desk of the sample service, on a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

import tests.fixtures.sample  # noqa: F401 – declares the sample service
from services.commons.clock import FixedClock
from services.commons.contract import CONTRACTS
from tests.house import Desk, fresh_database, take_back


@pytest.fixture
def sample(postgres: str, clock: FixedClock) -> Iterator[Desk]:
    """The sample service of the cooperative alpar."""
    desk = Desk("sample", "alpar", fresh_database(postgres, "sample", "alpar"), clock, CONTRACTS["sample"])
    yield desk
    desk.database.close()
    take_back()


@pytest.fixture
def another(postgres: str, clock: FixedClock) -> Iterator[Callable[[], Desk]]:
    """Open further desks of the sample service, each on its own database."""
    opened: list[Desk] = []

    def open_desk() -> Desk:
        opened.append(Desk("sample", "alpar", fresh_database(postgres, "sample", "alpar"), clock, CONTRACTS["sample"]))
        return opened[-1]

    yield open_desk
    for desk in opened:
        desk.database.close()
