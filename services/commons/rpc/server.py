"""The RPC side of a service for one cooperative, as a nameko entrypoint that no message can kill.

Invariants: a malformed message is dead-lettered and the container lives on; a secret ballot is never dead-lettered,
for a dead letter keeps its body; a request is acknowledged only with its reply, so that a broken connection makes the
broker deliver it again (commands take effect once all the same).
"""

from __future__ import annotations

import logging
from typing import Any

import eventlet
from nameko.containers import ServiceContainer, WorkerContext
from nameko.extensions import Entrypoint

from ..observability.metrics import MALFORMED
from ..refusals import Invalid
from ..topology import RPC
from .answering import Answering
from .connection import LOST, BusConnection
from .link import Link
from .messages import CONTENT_TYPE, Malformed, opened, refusal_text

log = logging.getLogger(__name__)
WORKERS = 10


class CallsContainer(ServiceContainer):
    """A nameko container whose workers do nothing but their call: no call-id stack, no timing logs, no injection."""

    def _run_worker(self, worker_ctx: WorkerContext, handle_result: Any) -> None:
        handle_result(worker_ctx.service.answer(*worker_ctx.args))


class Calls(Entrypoint):
    """Takes calls off ``rpc-<service>``, one worker each, and replies on the connection that they came by."""

    def __init__(self, answering: Answering, coop: str, service: str, **options: Any) -> None:
        super().__init__(**options)
        self._answering, self._coop, self._service = answering, coop, service
        self._who = {"coop": coop, "service": service}
        self._link: Link | None = None
        self._stopping = self._flush_due = False

    def stop(self) -> None:
        """Take no more calls; those under way are answered, those merely fetched go back to the queue."""
        self._stopping = True
        connection = self._link.connection if self._link else None
        if connection is not None:
            try:
                self._channel.basic_cancel(self._consumer, nowait=True)
                connection.flush()
            except LOST:
                pass

    def kill(self) -> None:
        """Take no more calls."""
        self._stopping = True

    def prepare(self, connection: BusConnection, link: Link) -> None:
        """Begin to consume on a new connection; raises when topology or rights are missing."""
        self._link = link
        channel = connection.channel()
        queue = f"rpc-{self._service}"
        channel.exchange_declare(RPC, "topic", passive=True)
        # Whether we may reply shows only in trying; what answers this unroutable key is a refusal, or nothing.
        connection.publish(channel, RPC, "reply.check", b"", content_type=CONTENT_TYPE)
        channel.queue_declare(queue, passive=True)
        channel.basic_qos(0, WORKERS, False)
        self._channel = channel
        self._consumer = channel.basic_consume(queue, callback=lambda message: self._take(connection, channel, message))

    def _take(self, connection: BusConnection, channel: Any, message: Any) -> None:
        if self._stopping:
            return
        try:
            call = opened(message)
        except Malformed as reason:
            self._put_aside(connection, channel, message, str(reason))
            return

        def reply(text: bytes) -> None:
            self._reply(connection, channel, call.reply_to, call.correlation_id, message.delivery_tag, text)

        self.container.spawn_worker(self, (call,), {}, handle_result=reply)

    def _reply(
        self, connection: BusConnection, channel: Any, reply_to: str, correlation_id: str, tag: int, text: bytes
    ) -> None:
        if self._link is None or not self._link.is_current(connection):
            return  # not acknowledged: the broker delivers it again
        try:
            connection.publish(channel, RPC, reply_to, text, content_type=CONTENT_TYPE, correlation_id=correlation_id)
            connection.acknowledge(channel, tag)
        except LOST as error:
            log.warning("a reply was lost", extra={**self._who, "error": type(error).__name__})
        else:
            if not self._flush_due:
                # The replies of one turn of the hub leave together: sending costs as much as all the rest of a reply.
                self._flush_due = True
                eventlet.spawn_n(self._flush, connection)

    def _flush(self, connection: BusConnection) -> None:
        self._flush_due = False
        try:
            connection.flush()
        except LOST as error:
            log.warning("replies were lost", extra={**self._who, "error": type(error).__name__})

    def _put_aside(self, connection: BusConnection, channel: Any, message: Any, reason: str) -> None:
        """Dead-letter what is no request; of a ballot not a byte is kept, its sender is told if that is possible."""
        operation = message.delivery_info["routing_key"].partition(".")[2]
        MALFORMED.labels(self._coop, self._service, "calls").inc()
        context = {**self._who, "reason": reason}
        if not self._answering.is_anonymous(operation):
            log.warning("malformed request dead-lettered", extra=context)
            channel.basic_reject(message.delivery_tag, requeue=False)
            return
        log.warning("malformed anonymous request dropped", extra=context)
        reply_to = message.properties.get("reply_to")
        if reply_to:
            text = refusal_text(Invalid(errors=[{"in": "body", "pointer": "", "message": "This is not a request."}]))
            connection.publish(channel, RPC, reply_to, text, content_type=CONTENT_TYPE,
                               correlation_id=message.properties.get("correlation_id", ""))  # fmt: skip
        connection.acknowledge(channel, message.delivery_tag)
