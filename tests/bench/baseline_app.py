"""The gateway's application before other ways to the service: nameko's proxies, and none at all.

gunicorn loads ``tests.bench.baseline_app:app``; BENCH_CALLER names the way. Keys are found as the gateway finds them,
over the bus and then held for ten seconds; routing, access, metrics, logs and schemas are the gateway's own.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from nameko.standalone.rpc import ClusterRpcProxy

from services.commons.clock import system_clock
from services.commons.contract import Operation
from services.commons.registry import load_service
from services.commons.requests import Request, perform
from services.commons.storage import Actor, Database
from services.gateway.app import create_app, log_to_stdout
from services.gateway.callers import Bus

THREADS = 16


class InThreads:
    """Calls in one of some threads; keys are looked up over the bus."""

    threads = THREADS

    def __init__(self) -> None:
        self._bus = Bus(Path(os.environ["ROCHDALE_CREDENTIALS"]))
        self._pool = ThreadPoolExecutor(self.threads)

    def cooperatives(self) -> Collection[str]:
        """Return the slugs in the credentials file."""
        return self._bus.cooperatives()

    async def call(self, coop: str, key: str, kwargs: dict[str, Any], headers: dict[str, str],
                   timeout: float) -> dict[str, Any]:  # fmt: skip
        """Call the service."""
        if key == "gateway.find_key":
            return await self._bus.call(coop, key, kwargs, headers, timeout)
        return await asyncio.get_running_loop().run_in_executor(self._pool, self.ask, key, kwargs, headers)

    async def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=False)
        await self._bus.close()

    def ask(self, key: str, kwargs: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        """Call in a thread."""
        raise NotImplementedError


CONFIG = {"AMQP_URI": os.environ.get("BENCH_AMQP", "")}


class ProxyPerRequest(InThreads):
    """A proxy made for each request, as nameko's documentation shows it."""

    def ask(self, key: str, kwargs: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        """Connect, call, disconnect."""
        with ClusterRpcProxy(CONFIG, timeout=10) as cluster:
            return cluster.stock.get_member(message=headers, **kwargs)


class ProxyPerThread(InThreads):
    """A proxy that each thread keeps."""

    def __init__(self) -> None:
        super().__init__()
        self._kept = threading.local()

    def ask(self, key: str, kwargs: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        """Call over the thread's own connection."""
        cluster = getattr(self._kept, "cluster", None)
        if cluster is None:
            self._kept.ends = contextlib.ExitStack()
            cluster = self._kept.cluster = self._kept.ends.enter_context(ClusterRpcProxy(CONFIG, timeout=10))
        return cluster.stock.get_member(message=headers, **kwargs)


class Monolith(InThreads):
    """No bus: the query runs in the web process, in as many threads as the service has connections."""

    threads = 4

    def __init__(self) -> None:
        super().__init__()
        contract = load_service("membership").contract
        self._operations: dict[str, Operation] = {one.rpc: one for one in contract.operations.values()}
        self._database = Database(os.environ["BENCH_DATABASE"], service="membership", coop=os.environ["BENCH_COOP"],
                                  pool=self.threads)  # fmt: skip

    def ask(self, key: str, kwargs: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        """Perform the operation here."""
        actor = Actor("key", headers["rochdale.actor"], frozenset(headers["rochdale.scopes"].split(",")))
        request = Request(actor, path=kwargs["path"], query=kwargs["query"], body=kwargs["body"],
                          deadline=float(headers["rochdale.deadline"]), trace=headers["traceparent"])  # fmt: skip
        answered = perform(self._database, system_clock, self._operations[key], request)
        return {"status": answered.status, "body": answered.body, "events": answered.events, "replayed": False,
                "headers": answered.headers}  # fmt: skip


CALLERS = {"proxy-per-request": ProxyPerRequest, "proxy-per-thread": ProxyPerThread, "monolith": Monolith}


def __getattr__(name: str) -> Any:
    if name != "app":
        raise AttributeError(name)
    log_to_stdout()
    globals()["app"] = made = create_app(caller=CALLERS[os.environ["BENCH_CALLER"]]())
    return made
