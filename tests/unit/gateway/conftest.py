"""Fixtures of the gateway's tests."""

from __future__ import annotations

import pytest

from services.gateway.settings import Settings
from tests.unit.gateway.bench import Bench
from tests.unit.gateway.desks import desk

__all__ = ["bench", "desk", "standing"]


@pytest.fixture(scope="session")
def unlimited() -> Bench:
    """A gateway without limits on requests, made once for tests of every operation there is."""
    return Bench(Settings(access_log=False, key_rate=0, address_rate=0))


@pytest.fixture
def standing(unlimited: Bench) -> Bench:
    """That gateway, with nothing left of the test before."""
    return unlimited.cleared()


@pytest.fixture
def bench() -> Bench:
    """A gateway on the bench."""
    return Bench()
