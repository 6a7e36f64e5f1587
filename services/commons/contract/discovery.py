"""Finds every contract of the suite by walking the rooms, so that no list of them has to be kept."""

from __future__ import annotations

import importlib
import pkgutil

import services

from .service import CONTRACTS, Contract

SERVICES = ("membership", "ledger", "voting", "gateway")


def load_contracts() -> dict[str, Contract]:
    """Import each ``services/<service>/<room>/contract.py`` and return the contracts by service."""
    for service in SERVICES:
        package = importlib.import_module(f"{services.__name__}.{service}")
        for room in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if room.name.rpartition(".")[2] == "contract" or ".contract." in room.name:
                importlib.import_module(room.name)
    return {service: CONTRACTS[service] for service in SERVICES if service in CONTRACTS}
