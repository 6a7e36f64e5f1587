"""What an account may not do, the broker refuses.

The accounts that provisioning makes for the real services, on the broker and in the databases, are tried in
``tests/integration/deploy/test_closed_doors.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import amqp
import pytest

from tests.fixtures.bus import Bus


def _publish(exchange: str, key: str) -> Callable[[Any], None]:
    return lambda channel: channel.basic_publish(amqp.Message("{}"), exchange, key)


def _bind(exchange: str, key: str) -> Callable[[Any], None]:
    def bind(channel: Any) -> None:
        channel.queue_declare("rpc.reply-00000000-0000-0000-0000-000000000000", exclusive=True)
        channel.queue_bind("rpc.reply-00000000-0000-0000-0000-000000000000", exchange, key)

    return bind


FORBIDDEN: dict[str, tuple[str, Callable[[Any], None]]] = {
    "a service calls another service": ("alpar.probe", _publish("nameko-rpc", "ledger.post_entry")),
    "a service calls itself": ("alpar.probe", _publish("nameko-rpc", "probe.count")),
    "a service declares a queue": ("alpar.probe", lambda channel: channel.queue_declare("mine")),
    "a service declares an exchange": ("alpar.probe", lambda channel: channel.exchange_declare("mine", "topic")),
    "a service tells in another's name": ("alpar.probe", _publish("events", "ledger.shares.paid_up.v1")),
    "a service exports in another's name": ("alpar.probe", _publish("export", "ledger.disclosure.published.v1")),
    "a service writes to an import": ("alpar.probe", _publish("import.cg-scop", "probe.votes.counted.v1")),
    "a service writes dead letters": ("alpar.probe", _publish("dead-letters", "x")),
    "a service reads another's queue": ("alpar.probe", lambda channel: channel.basic_consume("export.cg-scop")),
    "a service deletes its queue": ("alpar.probe", lambda channel: channel.queue_delete("events-probe")),
    "the HTTP side tells events": ("alpar.http", _publish("events", "probe.member.left.v1")),
    "the HTTP side reads events": ("alpar.http", lambda channel: channel.basic_consume("events-probe")),
    "the HTTP side takes calls": ("alpar.http", lambda channel: channel.basic_consume("rpc-probe")),
    "the HTTP side listens in on calls": ("alpar.http", _bind("nameko-rpc", "probe.*")),
    "the HTTP side listens in on everything": ("alpar.http", _bind("nameko-rpc", "#")),
    "the HTTP side listens in on events": ("alpar.http", _bind("events", "#")),
    "the export's reader writes": ("alpar.export", _publish("events", "probe.member.left.v1")),
    "the export's reader reads events": ("alpar.export", lambda channel: channel.basic_consume("events-probe")),
    "an import's writer writes events": ("alpar.import.cg-scop", _publish("events", "probe.member.left.v1")),
    "an import's writer calls": ("alpar.import.cg-scop", _publish("nameko-rpc", "probe.count")),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_no_account_may_do_is_refused(bus: Bus, what: str) -> None:
    """The broker closes the channel with 403."""
    user, act = FORBIDDEN[what]
    with bus.connected(bus.amqp(user, "alpar")) as connection:
        channel = connection.channel()
        with pytest.raises(amqp.exceptions.AccessRefused):
            act(channel)
            channel.exchange_declare("nameko-rpc", "topic", passive=True)


@pytest.mark.parametrize("user", ["alpar.probe", "alpar.http", "alpar.export", "alpar.import.cg-scop"])
def test_no_account_enters_a_foreign_vhost(bus: Bus, user: str) -> None:
    """An account of one cooperative cannot even open another's vhost."""
    with (
        pytest.raises((amqp.exceptions.NotAllowed, amqp.exceptions.AccessRefused)),
        bus.connected(bus.amqp(user, "cg-scop")),
    ):
        pass
