"""One broker, one database and one host for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fixtures.bus import Bus, Host


@pytest.fixture(scope="package")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bus]:
    """A private bus with a federation and two members of it."""
    one = Bus(tmp_path_factory.mktemp("bus"))
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="package")
def host(bus: Bus) -> Host:
    """A host that serves them all."""
    return bus.host()
