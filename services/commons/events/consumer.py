"""Takes what a service follows from its one queue: one event at a time, in order, and never lost on the way.

Invariants: an event is acknowledged only after its outcome is committed; a failure of the database or the broker
pauses the queue and consumes no delivery; only what is no event of ours is dead-lettered by the broker.
"""

from __future__ import annotations

import json
import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from ..clock import Clock
from ..observability.metrics import EVENTS, MALFORMED, PAUSES
from ..rpc.connection import LOST, BusConnection
from ..rpc.link import Link
from ..storage.database import Database
from ..topology import addressed_key
from .bell import Bell
from .publisher import CLOUDEVENTS
from .received import Event, Transient, is_transient, receive

PREFETCH = 50
log = logging.getLogger(__name__)


class Consumer:
    """The single consumer of ``events-<service>``: the link's green thread fetches, ``run`` handles."""

    def __init__(self, url: str, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._who = (database.coop, database.service)
        self._queue = f"events-{database.service}"
        self._fetched: deque[tuple[BusConnection, Any, Any]] = deque()
        self._bell = Bell()
        self._stopped = False
        self.link = Link(url, f"{database.service}:{database.coop}:events", self._prepare, self._fetched.clear)

    def run(self) -> None:
        """Handle what is fetched until ``stop``."""
        while not self._stopped:
            if not self._fetched:
                self._bell.wait(1.0)
                continue
            self._take(*self._fetched.popleft())

    def stop(self) -> None:
        """Finish the event in hand and take no more; what was merely fetched goes back to the queue in order."""
        self._stopped = True
        self._bell.ring()

    def _prepare(self, connection: BusConnection) -> None:
        self._fetched.clear()
        channel = connection.channel()
        channel.queue_declare(self._queue, passive=True)
        channel.basic_qos(0, PREFETCH, False)

        def fetched(message: Any) -> None:
            self._fetched.append((connection, channel, message))
            self._bell.ring()

        channel.basic_consume(self._queue, callback=fetched)

    def _take(self, connection: BusConnection, channel: Any, message: Any) -> None:
        try:
            event = opened(message, self._database.coop)
        except ValueError as error:
            MALFORMED.labels(*self._who, "events").inc()
            log.warning("malformed event dead-lettered", extra=self._context(reason=str(error)))
            self._settle(connection, lambda: channel.basic_reject(message.delivery_tag, requeue=False))
            return
        outcome = self._received(connection, event)
        if outcome is None:
            return
        EVENTS.labels(*self._who, outcome).inc()
        if outcome in ("dead", "parked"):
            log.error("event %s", outcome, extra=self._context(event_id=event.id, type=event.type))
        self._settle(connection, lambda: connection.acknowledge(channel, message.delivery_tag))

    def _received(self, connection: BusConnection, event: Event) -> str | None:
        """Receive the event, however long the database stays away; None when its connection is lost or we stop."""
        pause = 0.1
        while self.link.is_current(connection) and not self._stopped:
            try:
                return receive(self._database, self._clock, event)
            except Exception as error:
                if not is_transient(error):
                    raise
                cause = error.__cause__ if isinstance(error, Transient) else error
                PAUSES.labels(*self._who).inc()
                log.warning("events wait", extra=self._context(event_id=event.id, error=type(cause).__name__))
            time.sleep(pause)
            pause = min(pause * 2, 5.0)
        return None

    def _settle(self, connection: BusConnection, settle: Callable[[], Any]) -> None:
        """Acknowledge or reject; on a lost connection the event comes again, and the inbox knows it."""
        try:
            if self.link.is_current(connection):
                settle()
                connection.flush()
        except LOST as error:
            log.warning("an acknowledgement was lost", extra=self._context(error=type(error).__name__))

    def _context(self, **more: str) -> dict[str, str]:
        return {"coop": self._who[0], "service": self._who[1], **more}


def opened(message: Any, coop: str) -> Event:
    """Read an event off the bus; raise ValueError when it is not an envelope of ours, or not its teller's.

    Who told it is decided by the exchange it came through, which only that one may write. One of our own services that
    says otherwise is refused here; what another cooperative claims is left to who follows it, to refuse and to count.
    """
    if message.broken or message.properties.get("content_type") != CLOUDEVENTS:
        raise ValueError("its content type is not CloudEvents")
    try:
        envelope = json.loads(message.body)
    except (ValueError, RecursionError):
        raise ValueError("its body is not JSON") from None
    if not isinstance(envelope, dict):
        raise ValueError("its body is not an object")
    exchange, key = message.delivery_info["exchange"], message.delivery_info["routing_key"]
    sender = exchange.removeprefix("import.") if exchange.startswith("import.") else None
    event = Event.opened(envelope, sender)
    told = event.type
    if sender is not None and event.addressee is not None:
        if event.addressee != coop:
            raise ValueError("it is for another cooperative")
        told = addressed_key(coop, event.type)
    if told != key:
        raise ValueError("its type is not its routing key")
    if sender is None and event.source != f"/coops/{coop}/{key.partition('.')[0]}":
        raise ValueError("its source is not who sent it")
    return event
