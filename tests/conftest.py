"""Fixtures for every test: a private PostgreSQL, a clock that stands still, and a house for each cooperative."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from services.commons.clock import FixedClock
from tests.house import NOON, House, drop_made, take_back

# Tests of one of these folders share servers, so one process runs them all; see ``make test``.
TOGETHER = ("e2e", "failures", "integration/bus", "integration/deploy")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests that share servers in one process, and those of one module; what takes longest begins first.

    Given out one by one, many thousands cost the process that does it more with each: it counts all that were given.
    """
    items.sort(key=lambda item: _group(item) not in TOGETHER)
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))


def _group(item: pytest.Item) -> str:
    place = item.path.relative_to(Path(__file__).parent).as_posix()
    return next((one for one in TOGETHER if place.startswith(f"{one}/")), place)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what stays to the end: 12,000 tests and all modules."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The administrator's URL of a PostgreSQL server: the one named in the environment, or a private one."""
    if url := os.environ.get("ROCHDALE_DATABASE"):
        yield url
        drop_made()
        return
    from deploy.embedded.postgres import Postgres

    server = Postgres(Path(tmp_path_factory.mktemp("postgres")), fsync=False)
    server.start()
    yield server.url
    server.discard()


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at noon of 2 March 2026 until a test moves it."""
    return FixedClock(NOON)


@pytest.fixture
def house(postgres: str, clock: FixedClock) -> Iterator[Callable[..., House]]:
    """Open the house of a cooperative: ``house("alpar")``; overrides are ``{"statutes.shares.maximum": 1}``."""
    opened: list[House] = []

    def open_house(coop: str = "alpar", overrides: dict[str, Any] | None = None) -> House:
        opened.append(House(coop, postgres, clock, overrides))
        return opened[-1]

    yield open_house
    for one in opened:
        one.close()
    take_back()
