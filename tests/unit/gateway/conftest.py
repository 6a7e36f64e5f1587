"""Fixtures of the gateway's tests."""

from __future__ import annotations

import pytest

from tests.unit.gateway.bench import Bench
from tests.unit.gateway.desks import desk

__all__ = ["bench", "desk"]


@pytest.fixture
def bench() -> Bench:
    """A gateway on the bench."""
    return Bench()
