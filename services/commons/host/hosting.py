"""All cooperatives of one service in one process, as its credentials file names them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import eventlet

from ..clock import Clock
from ..credentials import Access, Credentials, CredentialsUnreadable
from ..observability.metrics import SERVED
from ..service import Service
from ..workers.pool import WorkerPool
from .tenant import Tenant

LOOK = 2.0
LOOKS_A_PERIOD = 30
log = logging.getLogger(__name__)


class Hosting:
    """Starts a tenant when a cooperative comes, and stops it when it goes; ``only`` restricts it to some."""

    def __init__(self, service: Service, credentials: Credentials, clock: Clock, workers: WorkerPool,
                 only: Sequence[str] = (), *, check_schemas: bool = True) -> None:  # fmt: skip
        self._service, self._credentials, self._clock, self._workers = service, credentials, clock, workers
        self._only, self._check_schemas = frozenset(only), check_schemas
        self._tenants: dict[str, Tenant] = {}
        self._read = False
        self._stopped = eventlet.event.Event()

    def run(self) -> None:
        """Look at the file every two seconds and at idle connections every minute, until ``stop``."""
        looks = 0
        while not self._stopped.ready():
            self._look()
            looks += 1
            if looks % LOOKS_A_PERIOD == 0:
                for tenant in self._tenants.values():
                    tenant.close_idle()
                self._workers.end_idle()
            with eventlet.Timeout(LOOK, False):
                self._stopped.wait()
        for thread in [eventlet.spawn(tenant.stop) for tenant in self._tenants.values()]:
            thread.wait()

    def stop(self) -> None:
        """Let ``run`` stop every tenant in good order and return."""
        if not self._stopped.ready():
            self._stopped.send()

    def status(self) -> dict[str, Any]:
        """Return what each cooperative's containers say of themselves."""
        expected = self._only | set(self._tenants)
        tenants = {coop: self._status_of(coop) for coop in sorted(expected)}
        ready = self._read and bool(tenants or not self._only) and all(one["ready"] for one in tenants.values())
        return {"service": self._service.name, "ready": ready, "cooperatives": tenants}

    def _status_of(self, coop: str) -> dict[str, Any]:
        tenant = self._tenants.get(coop)
        absent: dict[str, Any] = {"ready": False, "calls": "no credentials", "events": "no credentials"}
        status = tenant.status() if tenant else absent
        SERVED.labels(coop, self._service.name).set(int(status["ready"]))
        return status

    def _look(self) -> None:
        try:
            wanted = self._credentials.current()
        except CredentialsUnreadable as error:
            log.error("credentials unreadable", extra={"reason": str(error)})
            return
        self._read = True
        wanted = {coop: access for coop, access in wanted.items() if not self._only or coop in self._only}
        for coop in [one for one, tenant in self._tenants.items() if wanted.get(one) != tenant.access]:
            log.info("cooperative stops", extra={"coop": coop, "service": self._service.name})
            self._tenants.pop(coop).stop()
            SERVED.labels(coop, self._service.name).set(0)
        for coop, access in wanted.items():
            if coop not in self._tenants:
                self._start(coop, access)

    def _start(self, coop: str, access: Access) -> None:
        log.info("cooperative starts", extra={"coop": coop, "service": self._service.name})
        tenant = Tenant(coop, access, self._service, self._clock, check_schemas=self._check_schemas)
        self._tenants[coop] = tenant
        tenant.start()
