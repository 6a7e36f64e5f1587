"""The fixture of the membership tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.commons.clock import FixedClock
from tests.house import take_back
from tests.unit.membership.neighbours import Neighbours
from tests.unit.membership.office import Office


@pytest.fixture
def office(postgres: str, clock: FixedClock) -> Iterator[Callable[..., Office]]:
    """Open the membership service of a cooperative: ``office("alpar", {"statutes.shares.minimum": 2})``."""
    opened: list[Office] = []

    def open_office(coop: str = "alpar", overrides: dict[str, Any] | None = None) -> Office:
        opened.append(Office(coop, postgres, clock, overrides))
        return opened[-1]

    yield open_office
    for one in opened:
        one.close()
    take_back()


@pytest.fixture
def neighbours(office: Callable[..., Office]) -> Callable[..., Neighbours]:
    """Open a federation with the members named: ``neighbours("alpar", "coopaname")``."""

    def open_neighbours(*members: str, overrides: dict[str, Any] | None = None) -> Neighbours:
        return Neighbours(office, *members, overrides=overrides)

    return open_neighbours
