"""Fixtures for every test: a private PostgreSQL, a clock that stands still, and a house for each cooperative."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from services.commons.clock import FixedClock
from tests.house import NOON, House, drop_made

# Tests of one of these folders share servers, so one process runs them all; see ``make test``.
TOGETHER = ("e2e", "failures", "integration/bus", "integration/deploy")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests that share servers in one process."""
    here = Path(__file__).parent
    for item in items:
        folder = item.path.relative_to(here).as_posix()
        for one in TOGETHER:
            if folder.startswith(f"{one}/"):
                item.add_marker(pytest.mark.xdist_group(one))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The administrator's URL of a PostgreSQL server: the one named in the environment, or a private one."""
    if url := os.environ.get("ROCHDALE_DATABASE"):
        yield url
        drop_made(keep_templates=False)
        return
    from deploy.embedded.postgres import Postgres

    server = Postgres(Path(tmp_path_factory.mktemp("postgres")), fsync=False)
    server.start()
    yield server.url
    server.stop()


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
    drop_made()
