"""The scopes that operations ask for, read from every contract of the suite."""

from __future__ import annotations

from functools import cache

from services.commons.contract import load_contracts
from services.commons.workers.offload import offload


@cache
def asked_for() -> frozenset[str]:
    """Return every scope that an operation with a route asks for.

    Read in a worker process: importing all the contracts takes a third of a second, during which the hub would answer
    nobody, and 9 MB that are needed once.
    """
    return frozenset(offload(read_scopes))


def read_scopes() -> list[str]:
    """Import the contracts and return their scopes; runs in a worker process."""
    operations = [one for each in load_contracts().values() for one in each.operations.values()]
    return sorted({one.scope for one in operations if one.scope and one.path})
