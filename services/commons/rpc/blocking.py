"""The RPC client for code without an event loop: tests, benches, the operator's command."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from .client import RpcClient


class BlockingRpcClient:
    """An ``RpcClient`` with an event loop in a thread of its own."""

    def __init__(self, amqp_url: str, coop: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"rpc client of {coop}", daemon=True)
        self._thread.start()
        self._client = RpcClient(amqp_url, coop)

    def submit(
        self, routing_key: str, kwargs: dict[str, Any], headers: dict[str, str], timeout: float = 5.0
    ) -> Future[dict[str, Any]]:
        """Begin a call and return what will hold its answer."""
        return asyncio.run_coroutine_threadsafe(self._client.call(routing_key, kwargs, headers, timeout), self._loop)

    def call(
        self, routing_key: str, kwargs: dict[str, Any], headers: dict[str, str], timeout: float = 5.0
    ) -> dict[str, Any]:
        """Call and wait for the answer; raises as ``RpcClient.call``."""
        return self.submit(routing_key, kwargs, headers, timeout).result()

    def pipeline(
        self, calls: Sequence[tuple[str, dict[str, Any], dict[str, str]]], at_once: int, timeout: float = 30.0
    ) -> list[dict[str, Any] | BaseException]:
        """Make many calls, ``at_once`` under way at a time; return answers and errors in the order of the calls."""
        return asyncio.run_coroutine_threadsafe(self._pipelined(calls, at_once, timeout), self._loop).result()

    def close(self) -> None:
        """End the connection and the thread."""
        self._loop.call_soon_threadsafe(self._client.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _pipelined(
        self, calls: Sequence[tuple[str, dict[str, Any], dict[str, str]]], at_once: int, timeout: float
    ) -> list[dict[str, Any] | BaseException]:
        answers: list[Any] = [None] * len(calls)
        waiting = iter(range(len(calls)))

        async def work() -> None:
            for index in waiting:
                try:
                    answers[index] = await self._client.call(*calls[index], timeout)
                except Exception as error:
                    answers[index] = error

        await asyncio.gather(*(work() for _ in range(at_once)))
        return answers
