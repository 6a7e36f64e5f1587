"""The HTTP application: one door for each path of the contracts, and a few pages about the suite itself.

gunicorn loads ``services.gateway.app:app``, which is made when first asked for; benchmarks and tests call
``create_app`` with a caller of their own and get the same application with the same middleware.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from falcon.asgi import App, Request

from services.commons.clock import Clock, system_clock
from services.commons.contract import Contract, load_contracts

from .auth import Doorkeeper
from .callers import Bus, Caller
from .documents import Documents, Index
from .doors import Desk, Door
from .health import Live, Ready
from .limits import Buckets, network_of
from .metrics import Metrics
from .problems import ProblemPages, install
from .reception import GatewayRequest, Reception
from .routes import BASE, routes_of
from .settings import Settings


def create_app(
    settings: Settings | None = None,
    *,
    caller: Caller | None = None,
    contracts: Mapping[str, Contract] | None = None,
    clock: Clock = system_clock,
    monotonic: Callable[[], float] = time.monotonic,
) -> App:
    """Assemble the application; without a caller it calls over the bus, by the credentials that the settings name."""
    settings = settings or Settings.from_environment()
    contracts = contracts or load_contracts()
    if caller is None:
        if settings.credentials is None:
            raise SystemExit("ROCHDALE_CREDENTIALS must name the credentials file of the HTTP process (http.json)")
        caller = Bus(settings.credentials)
    app: App[Any, Any] = App(request_type=GatewayRequest)
    app.add_middleware(Reception(logged=settings.access_log))
    app.add_middleware(Closing(caller))
    install(app)
    desk = Desk(
        caller=caller,
        doorkeeper=Doorkeeper(caller, clock, monotonic),
        keys=Buckets(settings.key_rate, settings.key_burst, monotonic),
        addresses=Buckets(settings.address_rate, settings.address_burst, monotonic),
        clock=clock,
        address=address_by(settings.trusted_proxies),
    )
    for route in routes_of(contracts):
        app.add_route(BASE + route.template, Door(route, desk))
    _add_pages(app, caller, contracts)
    return app


def _add_pages(app: App, caller: Caller, contracts: Mapping[str, Contract]) -> None:
    documents, problems, ready = Documents(contracts), ProblemPages(contracts), Ready(caller)
    app.add_route("/", Index())
    app.add_route("/openapi.json", documents, suffix="openapi")
    app.add_route("/asyncapi.json", documents, suffix="asyncapi")
    app.add_route("/docs", documents, suffix="docs")
    app.add_route("/docs/{name}", documents, suffix="file")
    app.add_route("/problems", problems)
    app.add_route("/problems/{code}", problems, suffix="one")
    app.add_route("/live", Live())
    app.add_route("/ready", ready)
    app.add_route("/ready/{coop}", ready, suffix="one")
    app.add_route("/metrics", Metrics())


def address_by(trusted: frozenset[str]) -> Callable[[Request], str]:
    """Return how a request's network is read: the peer's, or what a trusted proxy says of it (its own last entry)."""

    def address(req: Request) -> str:
        peer = req.remote_addr
        if peer in trusted and (told := req.get_header("X-Forwarded-For")):
            return network_of(str(told).rpartition(",")[2].strip())
        return network_of(str(peer))

    return address


class Closing:
    """Lets go of the broker when the worker ends (ASGI lifespan)."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def process_shutdown(self, scope: Mapping[str, Any], event: Mapping[str, Any]) -> None:
        """Close the caller."""
        await self._caller.close()


def log_to_stdout() -> None:
    """Write the gateway's own lines, which are JSON already or short texts, to standard output."""
    logger = logging.getLogger("rochdale.gateway")
    if not logger.handlers:
        logger.addHandler(logging.StreamHandler(sys.stdout))
        logger.setLevel(logging.INFO)
        logger.propagate = False


def __getattr__(name: str) -> Any:
    """Make ``app`` when gunicorn asks for it, and not when a test imports this module."""
    if name != "app":
        raise AttributeError(name)
    log_to_stdout()
    globals()["app"] = made = create_app()
    return made
