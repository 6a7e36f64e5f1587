"""Fixtures of the voting tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.commons.clock import FixedClock
from tests.house import take_back
from tests.unit.voting.hall import Hall


@pytest.fixture
def hall(postgres: str, clock: FixedClock) -> Iterator[Callable[..., Hall]]:
    """Open the hall of a cooperative: ``hall("alpar", {"proxies.maximum": 2})``."""
    opened: list[Hall] = []

    def open_hall(coop: str = "alpar", overrides: dict[str, Any] | None = None) -> Hall:
        opened.append(Hall(coop, postgres, clock, overrides))
        return opened[-1]

    yield open_hall
    for one in opened:
        one.database.close()
    take_back()
