"""The relay: in order, marked only when confirmed, nothing held back by what nobody takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import select

from services.commons.clock import FixedClock
from services.commons.events.publisher import Outgoing
from services.commons.events.received import Transient
from services.commons.events.relay import Relay
from services.commons.events.tables import OutboxEvent
from services.commons.registry import load_service
from services.commons.requests import Request, perform
from services.commons.storage import Database
from tests.house import FULL, fresh_database, take_back

load_service("probe", "tests.fixtures")


class Broker:
    """Takes all events but those of some types, or none at all."""

    def __init__(self) -> None:
        self.taken: list[Outgoing] = []
        self.refused: set[str] = set()
        self.away = False

    def publish(self, events: Sequence[Outgoing]) -> set[str]:
        """Take them, or raise."""
        if self.away:
            raise Transient("away")
        self.taken += [event for event in events if event.type not in self.refused]
        return {event.id for event in events if event.type in self.refused}


@pytest.fixture
def database(postgres: str) -> Iterator[Database]:
    """A probe's database."""
    one = fresh_database(postgres, "probe", "alpar")
    yield one
    one.close()
    take_back()


def pending(database: Database) -> list[str]:
    """The types of what is not published yet."""
    with database.reading() as session:
        rows = select(OutboxEvent.type).where(OutboxEvent.published_at.is_(None)).order_by(OutboxEvent.seq)
        return list(session.scalars(rows))


def test_the_relay_publishes_in_order_and_marks(database: Database, clock: FixedClock) -> None:
    """All is published once, exportable events to the export exchange too; a second sweep finds nothing."""
    from tests.fixtures.probe.contract import admit, probe, tell_count

    woken: list[str] = []
    database.wake = woken.append
    for number in range(3):
        perform(database, clock, admit, Request(FULL, body={"name": str(number)}, command_id=str(number)))
    perform(database, clock, tell_count, Request(FULL, command_id="c"))
    assert woken == ["relay"] * 4
    broker = Broker()
    relay = Relay(database, clock, probe, broker)
    assert relay.sweep() == 4 and relay.sweep() == 0
    assert [event.exported for event in broker.taken] == [False, False, False, True]
    assert pending(database) == []


def test_the_addressee_goes_along(database: Database, clock: FixedClock) -> None:
    """An addressed event is no export for all; it names the one that it is for."""
    from tests.fixtures.probe.contract import probe, send

    perform(database, clock, send, Request(FULL, path={"addressee": "cg-scop"}, body={"choice": "x"}, command_id="a"))
    broker = Broker()
    assert Relay(database, clock, probe, broker).sweep() == 1
    assert [(event.exported, event.addressee) for event in broker.taken] == [(False, "cg-scop")]


def test_an_addressed_event_needs_its_addressee_and_no_other_takes_one(database: Database, clock: FixedClock) -> None:
    """Forgetting the addressee must not send to all what is for one."""
    from services.commons.storage.unit import OPERATOR, Unit
    from tests.fixtures.probe.contract import counted, sent

    with database.transaction() as session:
        unit = Unit("alpar", "probe", session, clock, OPERATOR)
        with pytest.raises(AssertionError):
            unit.emit(sent, "letters", {"text": "x"})
        with pytest.raises(AssertionError):
            unit.emit(counted, "votes", {"text": "x"}, to="cg-scop")


def test_what_no_queue_takes_stays_pending_and_holds_nobody_back(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With batches of one, the event behind a returned one is published all the same."""
    from tests.fixtures.probe.contract import admit, probe, tell_count

    monkeypatch.setattr("services.commons.events.relay.BATCH", 1)
    perform(database, clock, admit, Request(FULL, body={"name": "x"}, command_id="a"))
    perform(database, clock, tell_count, Request(FULL, command_id="b"))
    broker = Broker()
    broker.refused = {"probe.member.admitted.v1"}
    assert Relay(database, clock, probe, broker).sweep() == 1
    assert pending(database) == ["probe.member.admitted.v1"]


def test_a_broker_that_does_not_confirm_leaves_all_pending(database: Database, clock: FixedClock) -> None:
    """Nothing is marked that may not have arrived."""
    from tests.fixtures.probe.contract import admit, probe

    perform(database, clock, admit, Request(FULL, body={"name": "x"}, command_id="a"))
    broker = Broker()
    broker.away = True
    with pytest.raises(Transient):
        Relay(database, clock, probe, broker).sweep()
    assert len(pending(database)) == 1
    broker.away = False
    assert Relay(database, clock, probe, broker).sweep() == 1
