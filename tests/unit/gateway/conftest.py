"""Fixtures of the gateway's tests."""

from __future__ import annotations

import pytest

from tests.unit.gateway.bench import Bench


@pytest.fixture
def bench() -> Bench:
    """A gateway on the bench."""
    return Bench()
