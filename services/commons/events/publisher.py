"""Publishes events with confirms: what it says is published lies in every queue that takes it, on disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..rpc.connection import BusConnection
from ..rpc.link import Link
from ..topology import EVENTS, EXPORT, addressed_key
from .received import Transient

CLOUDEVENTS = "application/cloudevents+json"
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event on its way out: ``exported`` ones also go to the exchange of what leaves the cooperative.

    One with an ``addressee`` goes there under a key that only the queue of this cooperative takes.
    """

    id: str
    type: str
    body: bytes
    exported: bool = False
    addressee: str | None = None


class Publisher:
    """One long-lived channel with confirms; used by one green thread, while the link's reads the broker's answers."""

    def __init__(self, url: str, name: str) -> None:
        self.link = Link(url, name, self._prepare, self._lost)
        self._changed = threading.Condition()
        self._channel: Any = None
        self._sent = 0
        self._unconfirmed: dict[int, str] = {}
        self._refused: set[str] = set()
        self._returned: set[str] = set()

    def publish(self, events: Sequence[Outgoing]) -> set[str]:
        """Publish events in order, wait for all confirms, and return the ids of those that no queue took.

        Raises Transient when the broker did not confirm all of them: some may have been published all the same.
        """
        connection = self.link.connection
        if connection is None:
            raise Transient("the broker is out of reach")
        self._returned, self._refused = set(), set()
        try:
            for event in events:
                self._send(connection, EVENTS, event.type, event, mandatory=True)
                if event.addressee is not None:
                    # Without a link to the addressee it stays pending: sent into the void, nobody would ever know.
                    self._send(connection, EXPORT, addressed_key(event.addressee, event.type), event, mandatory=True)
                elif event.exported:
                    self._send(connection, EXPORT, event.type, event, mandatory=False)
            connection.flush()
        except OSError as error:
            raise Transient(type(error).__name__) from error
        ends = time.monotonic() + PATIENCE
        with self._changed:
            while self._unconfirmed and self.link.is_current(connection) and time.monotonic() < ends:
                self._changed.wait(1.0)
            if self._unconfirmed or self._refused or not self.link.is_current(connection):
                raise Transient("the broker did not confirm")
        return self._returned

    def _send(self, connection: BusConnection, exchange: str, key: str, event: Outgoing, *, mandatory: bool) -> None:
        self._sent += 1
        self._unconfirmed[self._sent] = event.id
        connection.publish(self._channel, exchange, key, event.body, content_type=CLOUDEVENTS, delivery_mode=2,
                           message_id=event.id, mandatory=mandatory)  # fmt: skip

    def _prepare(self, connection: BusConnection) -> None:
        channel = connection.channel()
        channel.exchange_declare(EVENTS, "topic", passive=True)
        channel.exchange_declare(EXPORT, "topic", passive=True)
        channel.confirm_select()
        channel.events["basic_ack"].add(self._on_ack)
        channel.events["basic_nack"].add(self._on_nack)
        channel.events["basic_return"].add(self._on_return)
        self._channel, self._sent = channel, 0
        self._unconfirmed.clear()

    def _on_ack(self, tag: int, multiple: bool) -> None:
        self._settle(tag, multiple)

    def _on_nack(self, tag: int, multiple: bool) -> None:
        """A queue was full (``reject-publish``) or could not store: the batch stays pending."""
        self._refused |= self._settle(tag, multiple)

    def _settle(self, tag: int, multiple: bool) -> set[str]:
        with self._changed:
            tags = [one for one in self._unconfirmed if one <= tag] if multiple else [tag]
            ids = {self._unconfirmed.pop(one) for one in tags if one in self._unconfirmed}
            self._changed.notify_all()
        return ids

    def _on_return(self, error: Exception, exchange: str, routing_key: str, message: Any) -> None:
        self._returned.add(message.properties.get("message_id", ""))

    def _lost(self) -> None:
        with self._changed:
            self._unconfirmed.clear()
            self._changed.notify_all()
