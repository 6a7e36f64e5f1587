"""An AMQP connection for the hot path: py-amqp's handshake and methods, our own transport and message frames."""

from __future__ import annotations

import contextlib
import time
from typing import Any
from urllib.parse import unquote, urlsplit

import amqp

from .frames import acknowledged, published, reader
from .transport import Encrypted, Plain

LOST: tuple[type[Exception], ...] = (OSError, amqp.exceptions.AMQPError)
HEARTBEAT = 10


class BusChannel(amqp.Channel):
    """A channel that stays closed once the broker has closed it: its consumers are gone, so the connection is lost."""

    def _do_revive(self) -> None:
        self.is_open = False


class BusConnection(amqp.Connection):
    """A connection to one cooperative's vhost; for one thread, or for the green threads of one hub."""

    Channel = BusChannel

    def __init__(self, url: str, *, name: str = "", heartbeat: int = HEARTBEAT) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("amqp", "amqps") or not parts.hostname:
            raise ValueError("the broker must be given as amqp://user:password@host:port/vhost")
        secure = parts.scheme == "amqps"
        super().__init__(
            host=f"{parts.hostname}:{parts.port or (5671 if secure else 5672)}",
            userid=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            login_method="PLAIN",
            virtual_host=unquote(parts.path[1:]) or "/",
            ssl=secure,
            connect_timeout=10,
            heartbeat=heartbeat,
            frame_handler=reader,
            client_properties={"connection_name": name, "product": "rochdale"},
        )
        self._ticked = 0.0

    def Transport(self, host: str, connect_timeout: float | None, ssl: Any = False, *rest: Any, **options: Any) -> Any:  # noqa: N802 – py-amqp's name
        """Make the transport."""
        if ssl:
            return Encrypted(host, connect_timeout=connect_timeout, ssl={"server_hostname": host.rpartition(":")[0]})
        return Plain(host, connect_timeout=connect_timeout)

    def take(self) -> int:
        """Handle every frame that has arrived completely; return how many."""
        handled, handle = 0, self.on_inbound_frame
        while self._transport is not None and (frame := self._transport.next_frame()) is not None:
            handle(frame)
            handled += 1
        return handled

    def pump(self, timeout: float) -> None:
        """Send what is due, wait for something to arrive for at most ``timeout`` seconds, and handle it.

        Raises one of LOST when the connection is gone or the broker has been silent for two heartbeats.
        """
        if not self.take():
            transport = self.transport
            transport.flush()
            transport.sock.settimeout(timeout)
            try:
                transport.fill()
            except TimeoutError:
                pass
            finally:
                if transport.sock is not None:
                    transport.sock.settimeout(None)
            self.take()
        self.beat()

    def beat(self) -> None:
        """Send a heartbeat if one is due; raise when the broker's stay away."""
        now = time.monotonic()
        if now - self._ticked >= 1:
            self._ticked = now
            self.heartbeat_tick()
            if self._transport is not None:
                self._transport.flush()

    def flush(self) -> None:
        """Send what is due."""
        if self._transport is None:
            raise OSError("the connection is closed")
        self._transport.flush()

    def publish(self, channel: Any, exchange: str, routing_key: str, body: bytes, **properties: Any) -> None:
        """Make a message due (see ``frames.published``); ``flush`` or ``pump`` sends it."""
        self._queue(published(channel.channel_id, self.frame_max, exchange, routing_key, body, **properties))

    def acknowledge(self, channel: Any, delivery_tag: int) -> None:
        """Make an acknowledgement due."""
        self._queue(acknowledged(channel.channel_id, delivery_tag))

    def _queue(self, frames: bytes) -> None:
        if self._transport is None:
            raise OSError("the connection is closed")
        self._transport.write(frames)
        self.bytes_sent += 1

    def farewell(self) -> None:
        """Say that we leave, without waiting for an answer."""
        with contextlib.suppress(*LOST):
            self.send_method(amqp.spec.Connection.Close, "BsBB", (0, "", 0, 0))
            self.flush()

    def abandon(self) -> None:
        """Drop the connection without a word, whatever state it is in."""
        with contextlib.suppress(Exception):
            self.collect()
