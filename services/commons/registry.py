"""Finds the services of the suite and imports them, which binds their answers and followers."""

from __future__ import annotations

import importlib
from collections.abc import Iterable

from .contract import SERVICES
from .service import Service


def load_service(name: str, package: str = "services") -> Service:
    """Import ``<package>/<name>/service.py`` and return the service that it assembles."""
    service = importlib.import_module(f"{package}.{name}.service").service
    assert isinstance(service, Service), f"{package}/{name}/service.py must assemble a Service"
    return service


def load_services(names: Iterable[str] = SERVICES) -> dict[str, Service]:
    """Import several services, all of the suite unless named."""
    return {name: load_service(name) for name in names}
