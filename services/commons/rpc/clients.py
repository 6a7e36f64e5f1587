"""One RPC client per cooperative, opened when first needed and closed when long unused."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from .client import RpcClient

IDLE = 300.0


class UnknownCooperative(KeyError):
    """This process holds no credentials for that cooperative."""


class RpcClients:
    """The clients of one process (make it after a fork); ``url_of`` returns a cooperative's AMQP URL or None.

    ``url_of`` is asked at each call, so that a cooperative that comes or goes, or whose password changed, is noticed.
    """

    def __init__(self, url_of: Callable[[str], str | None], idle: float = IDLE) -> None:
        self._url_of, self._idle = url_of, idle
        self._clients: dict[str, tuple[str, RpcClient]] = {}
        self._sweep: asyncio.TimerHandle | None = None

    async def call(self, coop: str, routing_key: str, kwargs: dict[str, Any], headers: dict[str, str],
                   timeout: float) -> dict[str, Any]:  # fmt: skip
        """Call a service of a cooperative; as ``RpcClient.call``, or raise UnknownCooperative."""
        return await self.of(coop).call(routing_key, kwargs, headers, timeout)

    def of(self, coop: str) -> RpcClient:
        """Return the client of a cooperative."""
        url = self._url_of(coop)
        if url is None:
            self._close(coop)
            raise UnknownCooperative(coop)
        held = self._clients.get(coop)
        if held is None or held[0] != url:
            self._close(coop)
            held = self._clients[coop] = (url, RpcClient(url, coop))
            if self._sweep is None:
                self._sweep = asyncio.get_running_loop().call_later(self._idle / 5, self._close_idle)
        return held[1]

    def close(self) -> None:
        """Close them all."""
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        for coop in list(self._clients):
            self._close(coop)

    def _close_idle(self) -> None:
        before = time.monotonic() - self._idle
        for coop, (_, client) in list(self._clients.items()):
            if client.used_at < before and not client.busy:
                self._close(coop)
        again = asyncio.get_running_loop().call_later(self._idle / 5, self._close_idle) if self._clients else None
        self._sweep = again

    def _close(self, coop: str) -> None:
        held = self._clients.pop(coop, None)
        if held is not None:
            held[1].close()
