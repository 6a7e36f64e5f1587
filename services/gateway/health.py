"""Whether the gateway lives, and whether every service of every cooperative answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from falcon.asgi import Request, Response

from services.commons.canonical import json_text
from services.commons.contract import SERVICES
from services.commons.refusals import Refusal

from .callers import Caller
from .refusals import UnknownCooperative

# A worker that nobody asked before first opens its connections: the pings take as long as any call may.
TIMEOUT, KEPT = 5.0, 1.0
NOTHING: dict[str, Any] = {"path": {}, "query": {}, "body": None, "upload": None}


class Live:
    """``GET /live``: this process answers."""

    async def on_get(self, req: Request, resp: Response) -> None:
        """Say so."""
        resp.data = b'{"state":"live"}'


class Ready:
    """``GET /ready`` and ``/ready/{coop}``: 200 when every service answers a ping, else 503 and which do not."""

    def __init__(self, caller: Caller, services: Sequence[str] = SERVICES) -> None:
        self._caller, self._services = caller, services
        self._seen: dict[str, tuple[float, dict[str, str]]] = {}

    async def on_get(self, req: Request, resp: Response) -> None:
        """Ask all the services of all the cooperatives at once."""
        coops = sorted(self._caller.cooperatives())
        states = dict(zip(coops, await asyncio.gather(*(self._state(coop) for coop in coops)), strict=True))
        _write(resp, {"cooperatives": states}, bool(coops) and all(map(_all_served, states.values())))

    async def on_get_one(self, req: Request, resp: Response, coop: str) -> None:
        """Ask the services of one cooperative."""
        if coop not in self._caller.cooperatives():
            raise UnknownCooperative()
        state = await self._state(coop)
        _write(resp, {"services": state}, _all_served(state))

    async def _state(self, coop: str) -> dict[str, str]:
        """Return ``served`` or why not for each service; asked at most once a second, whoever looks."""
        until, state = self._seen.get(coop, (0.0, {}))
        if time.monotonic() >= until:
            found = await asyncio.gather(*(self._ping(coop, service) for service in self._services))
            state = dict(zip(self._services, found, strict=True))
            self._seen[coop] = time.monotonic() + KEPT, state
        return state

    async def _ping(self, coop: str, service: str) -> str:
        deadline = f"{time.time() + TIMEOUT:.3f}"
        headers = {"rochdale.actor": "gateway", "rochdale.scopes": "", "rochdale.deadline": deadline}
        try:
            await self._caller.call(coop, f"{service}.ping", dict(NOTHING), headers, TIMEOUT)
        except Refusal as refusal:
            return str(refusal.problem().get("code", "unavailable"))
        return "served"


def _all_served(state: dict[str, str]) -> bool:
    return all(one == "served" for one in state.values())


def _write(resp: Response, states: dict[str, Any], ready: bool) -> None:
    resp.status = 200 if ready else 503
    resp.data = json_text({"ready": ready, **states}).encode()
    if not ready:
        resp.set_header("Retry-After", "1")
