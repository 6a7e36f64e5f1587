"""A crash between commit and publish, or between publish and mark: the event arrives, and counts once."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from services.commons.clock import system_clock
from services.commons.events.publisher import Outgoing, Publisher
from services.commons.events.relay import Relay
from services.commons.events.tables import OutboxEvent
from services.commons.requests import Request, perform
from services.commons.storage import Actor, Database
from tests.fixtures.bus import Bus, until
from tests.fixtures.probe.contract import admit, probe
from tests.fixtures.probe.tables import Heard


class Crash(BaseException):
    """The process ends here."""


class CrashesAfter:
    """Publishes for real, and then crashes before it can say so."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    def publish(self, events: Sequence[Outgoing]) -> set[str]:
        self._publisher.publish(events)
        raise Crash


@contextmanager
def publishing(bus: Bus) -> Iterator[Publisher]:
    """A publisher of this process."""
    publisher = Publisher(bus.amqp("alpar.probe", "alpar"), "test:relay")
    thread = threading.Thread(target=publisher.link.run)
    thread.start()
    try:
        until(lambda: publisher.link.ready)
        yield publisher
    finally:
        publisher.link.stop()
        thread.join()


def admitted(bus: Bus) -> str:
    """Commit a change without any host to publish what it tells."""
    database = Database(bus.database_url("alpar"), service="probe", coop="alpar", pool=1)
    request = Request(Actor("key", "key_test", frozenset({"*"})), body={"name": "Cleo"}, command_id="crash")
    request.command_id = f"crash-{id(request)}"
    answered = perform(database, system_clock, admit, request)
    database.close()
    return str(answered.body["id"])


def heard(bus: Bus, member_id: str) -> Heard | None:
    """What the events said of a member."""
    with bus.session() as session:
        found = session.get(Heard, member_id)
        session.expunge_all()
        return found


def test_what_was_committed_before_a_crash_is_published_at_the_next_start(bus: Bus) -> None:
    """The relay sweeps when it starts: a crash after the commit loses nothing."""
    member_id = admitted(bus)
    host = bus.host()
    found = until(lambda: heard(bus, member_id))
    assert (found.state, found.times) == ("admitted", 1)
    assert host.stop() == 0


def test_what_was_published_before_a_crash_is_published_again_and_counts_once(bus: Bus) -> None:
    """A crash before the mark publishes twice; the inbox makes it once."""
    member_id = admitted(bus)
    with publishing(bus) as publisher:
        database = Database(bus.database_url("alpar"), service="probe", coop="alpar", pool=2)
        with pytest.raises(Crash):
            Relay(database, system_clock, probe, CrashesAfter(publisher)).sweep()
        assert _pending(bus) == 1
        assert Relay(database, system_clock, probe, publisher).sweep() == 1
        assert _pending(bus) == 0
        database.close()
    until(lambda: bus.messages("events-probe") >= 2)
    host = bus.host()
    found = until(lambda: heard(bus, member_id))
    until(lambda: bus.messages("events-probe") == 0)
    assert host.stop() == 0
    assert heard(bus, member_id).times == found.times == 1  # type: ignore[union-attr]


def test_an_event_that_no_queue_takes_stays_pending(bus: Bus) -> None:
    """Nothing is marked as published that nobody received; the others are."""
    with bus.admin() as connection:
        connection.channel().queue_unbind("events-probe", "events", "probe.member.admitted.v1")
    admitted(bus)
    try:
        with publishing(bus) as publisher:
            database = Database(bus.database_url("alpar"), service="probe", coop="alpar", pool=2)
            assert Relay(database, system_clock, probe, publisher).sweep() == 0
            assert _pending(bus) == 1
            with bus.admin() as connection:
                connection.channel().queue_bind("events-probe", "events", "probe.member.admitted.v1")
            assert Relay(database, system_clock, probe, publisher).sweep() == 1
            database.close()
    finally:
        with bus.admin() as connection:
            connection.channel().queue_bind("events-probe", "events", "probe.member.admitted.v1")
    bus.purge("events-probe")


def _pending(bus: Bus) -> int:
    with bus.session() as session:
        return len(session.scalars(select(OutboxEvent.seq).where(OutboxEvent.published_at.is_(None))).all())
