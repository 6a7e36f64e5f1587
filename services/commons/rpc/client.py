"""The multiplexed RPC client: many calls at once over one connection of an event loop, matched by correlation id."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Callable
from typing import Any

from ..canonical import json_text
from ..refusals import Remote, Unavailable
from ..topology import RPC
from .connection import LOST, BusConnection

_LONGEST_PAUSE = 5.0
_INTERNAL = {"code": "internal_error", "title": "The service failed", "status": 500,
             "detail": "The service failed on this request; nothing was changed."}  # fmt: skip


class RpcClient:
    """Calls the services of one cooperative.

    It belongs to the event loop that first calls it; only the connection is made in a thread, since py-amqp's
    handshake blocks. Supervised: when the connection is lost every pending call fails with Unavailable at once, and
    the next call makes a new one, after a pause that grows while the broker stays away.
    """

    def __init__(self, amqp_url: str, coop: str) -> None:
        self._url, self.coop = amqp_url, coop
        self._pending: dict[str, tuple[asyncio.Future[dict[str, Any]], str]] = {}
        self._connecting: asyncio.Task[_Line] | None = None
        self._line: _Line | None = None
        self._failed_at, self._pause = 0.0, 0.0
        self._number = 0
        self.used_at = time.monotonic()

    @property
    def busy(self) -> int:
        """How many calls wait for their answer."""
        return len(self._pending)

    async def call(
        self, routing_key: str, kwargs: dict[str, Any], headers: dict[str, str], timeout: float
    ) -> dict[str, Any]:
        """Call ``<service>.<operation>`` and return its answer: status, body, events, replayed, headers.

        Raises Remote for what the service refused, Unavailable when no answer came within ``timeout`` seconds, the
        connection was lost or nobody serves that key. After Unavailable a command may or may not have taken effect:
        the same command id finds out.
        """
        return await self.call_bytes(routing_key, json_text({"args": [], "kwargs": kwargs}).encode(), headers, timeout)

    async def call_bytes(
        self, routing_key: str, body: bytes, headers: dict[str, str], timeout: float
    ) -> dict[str, Any]:
        """As ``call``, for a request that is JSON text already."""
        self.used_at = time.monotonic()
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + timeout
        line = self._line
        if line is None:
            line = await self._connected(routing_key, timeout)
        self._number += 1
        number = str(self._number)
        answer: asyncio.Future[dict[str, Any]] = loop.create_future()
        self._pending[number] = (answer, routing_key)
        ends = loop.call_at(ends_at, self._expire, number)
        try:
            line.publish(routing_key, body, headers, number)
            reply = await answer
        finally:
            ends.cancel()
            self._pending.pop(number, None)
        error = reply.get("error")
        if error is None:
            return reply["result"]  # type: ignore[no-any-return]
        raise Remote(error.get("problem") or _INTERNAL, error.get("retry_after"))

    def close(self) -> None:
        """End the connection; calls that still wait fail with Unavailable."""
        if self._connecting is not None:
            self._connecting.cancel()
        if self._line is not None:
            self._line.close()
        self._drop(None)

    async def _connected(self, routing_key: str, timeout: float) -> _Line:
        if self._connecting is None:
            if time.monotonic() < self._failed_at + self._pause:
                raise self._unavailable(routing_key)
            self._connecting = asyncio.get_running_loop().create_task(self._connect())
        try:
            async with asyncio.timeout(timeout):
                return await asyncio.shield(self._connecting)
        except LOST:  # a time-out is an OSError
            raise self._unavailable(routing_key) from None

    async def _connect(self) -> _Line:
        loop = asyncio.get_running_loop()
        line = _Line(self._url, self.coop, loop, self._answered, self._returned, self._drop)
        try:
            await loop.run_in_executor(None, line.open)
            line.attend()
        except LOST:
            self._failed_at, self._pause = time.monotonic(), min(max(self._pause * 2, 0.1), _LONGEST_PAUSE)
            raise
        else:
            self._line, self._pause = line, 0.0
            return line
        finally:
            self._connecting = None

    def _answered(self, number: str, body: bytes) -> None:
        waiting = self._pending.pop(number, None)
        if waiting is None or waiting[0].done():
            return  # it gave up before
        try:
            waiting[0].set_result(json.loads(body))
        except ValueError:
            waiting[0].set_exception(self._unavailable(waiting[1]))

    def _returned(self, number: str) -> None:
        self._expire(number)

    def _expire(self, number: str) -> None:
        waiting = self._pending.pop(number, None)
        if waiting is not None and not waiting[0].done():
            waiting[0].set_exception(self._unavailable(waiting[1]))

    def _drop(self, line: _Line | None) -> None:
        if line is None or line is self._line:
            self._line = None
            for number in list(self._pending):
                self._expire(number)

    def _unavailable(self, routing_key: str) -> Unavailable:
        return Unavailable(service=routing_key.partition(".")[0], coop=self.coop)


class _Line:
    """One connection with its reply queue, attended by the event loop."""

    def __init__(self, url: str, coop: str, loop: asyncio.AbstractEventLoop, answered: Callable[[str, bytes], None],
                 returned: Callable[[str], None], lost: Callable[[_Line | None], None]) -> None:  # fmt: skip
        self._connection = BusConnection(url, name=f"http:{coop}")
        self._loop, self._answered, self._returned, self._lost = loop, answered, returned, lost
        reply = uuid.uuid4()
        self._queue, self._reply_to = f"rpc.reply-{reply}", f"reply.{reply}"
        self._unsent = b""
        self._flush_due = self._dead = False

    def open(self) -> None:
        """Connect and declare the reply queue; blocks, so it runs in a thread."""
        try:
            self._connection.connect()
            channel = self._connection.channel()
            # Exclusive: it goes with the connection, and nobody else can read it. (A transient queue that is not
            # exclusive is deprecated in RabbitMQ 4.)
            channel.queue_declare(self._queue, exclusive=True, auto_delete=True, durable=False)
            channel.queue_bind(self._queue, RPC, self._reply_to)
            channel.events["basic_return"].add(self._on_return)
            channel.basic_consume(self._queue, no_ack=True, callback=self._on_reply)
            self._channel = channel
        except LOST:
            self._connection.abandon()
            raise

    def attend(self) -> None:
        """Hand the socket over to the event loop."""
        sock = self._connection.sock
        sock.setblocking(False)
        self._descriptor = sock.fileno()
        self._loop.add_reader(self._descriptor, self._readable)
        self._heart = self._loop.call_later(1, self._beat)

    def publish(self, routing_key: str, body: bytes, headers: dict[str, str], number: str) -> None:
        """Send a request; those of one turn of the loop leave together."""
        try:
            self._connection.publish(
                self._channel, RPC, routing_key, body, content_type="application/json", headers=headers,
                correlation_id=number, reply_to=self._reply_to, mandatory=True,
            )  # fmt: skip
        except LOST:
            self._die()
        else:
            if not self._flush_due:
                self._flush_due = True
                self._loop.call_soon(self._flush)

    def close(self) -> None:
        """Leave in good order, as far as that goes without waiting."""
        if not self._dead:
            self._connection.farewell()
        self._die()

    def _readable(self) -> None:
        try:
            self._connection.transport.fill()
            self._connection.take()
        except (BlockingIOError, InterruptedError):
            pass
        except LOST:
            self._die()

    def _flush(self) -> None:
        self._flush_due = False
        if self._dead:
            return
        try:
            due = self._unsent + self._connection.transport.take_due()
            sent = self._connection.sock.send(due) if due else 0
        except (BlockingIOError, InterruptedError):
            sent = 0
        except LOST:
            self._die()
            return
        was_stuck, self._unsent = bool(self._unsent), due[sent:]
        if self._unsent:
            self._loop.add_writer(self._descriptor, self._flush)
        elif was_stuck:
            self._loop.remove_writer(self._descriptor)

    def _beat(self) -> None:
        if self._dead:
            return
        try:
            self._connection.heartbeat_tick()
        except LOST:
            self._die()
            return
        self._flush()
        self._heart = self._loop.call_later(1, self._beat)

    def _on_reply(self, message: Any) -> None:
        self._answered(message.properties.get("correlation_id", ""), message.body)

    def _on_return(self, error: Exception, exchange: str, routing_key: str, message: Any) -> None:
        self._returned(message.properties.get("correlation_id", ""))

    def _die(self) -> None:
        if self._dead:
            return
        self._dead = True
        self._loop.remove_reader(self._descriptor)
        self._loop.remove_writer(self._descriptor)
        self._heart.cancel()
        self._connection.abandon()
        self._lost(self)
