"""The gateway service of one cooperative on a real PostgreSQL, without a broker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.commons.clock import FixedClock
from tests.house import Desk, fresh_database, take_back


@pytest.fixture
def desk(postgres: str, clock: FixedClock) -> Iterator[Desk]:
    """Alpar's gateway service, empty."""
    database = fresh_database(postgres, "gateway", "alpar")
    yield Desk("gateway", "alpar", database, clock)
    database.close()
    take_back()
