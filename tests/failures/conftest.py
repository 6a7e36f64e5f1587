"""One broker and one database for all tests of this folder, and a host for each module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fixtures.bus import Bus, Host


@pytest.fixture(scope="package")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bus]:
    """A private bus with two linked cooperatives."""
    one = Bus(tmp_path_factory.mktemp("bus"))
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="module")
def host(bus: Bus) -> Iterator[Host]:
    """A host that serves both."""
    one = bus.host()
    yield one
    one.stop()


@pytest.fixture
def own_servers(bus: Bus) -> None:
    """The servers are ours to stop, or the test is left out."""
    if bus.borrowed:
        pytest.skip("stops a server: not those that ROCHDALE_AMQP and ROCHDALE_DATABASE name")
