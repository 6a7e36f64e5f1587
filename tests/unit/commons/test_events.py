"""Events take effect once, in the order of their subject, and a dead one holds up its own subject only."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from services.commons.events.dead_letters import replay, skip, unsettled
from services.commons.events.received import Event, Transient, is_transient, receive, seen
from tests.fixtures.sample import Followed
from tests.house import Desk


def saw(desk: Desk) -> list[str]:
    """Return what the follower noted, in order."""
    with desk.database.reading() as session:
        return list(session.scalars(select(Followed.what).order_by(Followed.seq)))


def count(desk: Desk, name: str, *steps: int) -> list[Event]:
    """Count and return the events that this told."""
    before = len(desk.told())
    for by in steps:
        desk.do("count", name=name, body={"by": by})
    return [Event.opened(envelope) for envelope in desk.told()[before:]]


def test_an_event_is_a_cloudevents_envelope(sample: Desk) -> None:
    """The outbox holds CloudEvents 1.0 with the source, the versioned type and the subject."""
    count(sample, "a", 1)
    envelope = sample.told()[0]
    assert envelope["specversion"] == "1.0" and envelope["source"] == "/coops/alpar/sample"
    assert envelope["type"] == "sample.counter.counted.v1" and envelope["subject"] == "counters/a"
    assert envelope["data"] == {"name": "a", "value": 1}


def test_the_message_that_comes_twice_counts_once(sample: Desk) -> None:
    """A second delivery of the same event is known and changes nothing."""
    (event,) = count(sample, "a", 1)
    assert [receive(sample.database, sample.clock, event) for _ in range(2)] == ["handled", "known"]
    assert saw(sample) == ["a=1"]


def test_a_dead_event_parks_the_later_ones_of_its_subject_only(sample: Desk) -> None:
    """After a handler failed, its subject waits while other subjects go on; replay restores the order."""
    events = [*count(sample, "a", 12, 1, 1), *count(sample, "b", 5)]
    outcomes = [receive(sample.database, sample.clock, event) for event in events]
    assert outcomes == ["handled", "dead", "parked", "handled"]
    with sample.database.reading() as session:
        assert [letter.error.partition(" at ")[0] for letter in unsettled(session)][0] == "KeyError"
        assert not seen(session, [events[1].id])
    count(sample, "lucky", 1)
    assert [verdict for _, verdict in replay(sample.database, sample.clock, events[1].id)] == ["replayed", "replayed"]
    assert saw(sample) == ["a=12", "b=5", "a=13", "a=14"]


def test_a_replay_that_fails_again_leaves_the_rest_waiting(sample: Desk) -> None:
    """Nothing overtakes a letter that is still dead."""
    events = count(sample, "a", 12, 1, 1)
    for event in events:
        receive(sample.database, sample.clock, event)
    assert replay(sample.database, sample.clock, events[1].id)[0][1].startswith("dead")
    with sample.database.reading() as session:
        assert [letter.state for letter in unsettled(session)] == ["dead", "parked"]


def test_a_skipped_letter_lets_the_rest_pass(sample: Desk) -> None:
    """The operator may give one up; those behind it are handled in order."""
    events = count(sample, "a", 12, 1, 1)
    for event in events:
        receive(sample.database, sample.clock, event)
    assert [verdict for _, verdict in skip(sample.database, sample.clock, events[1].id)] == ["skipped", "replayed"]
    assert saw(sample) == ["a=12", "a=14"]


def test_a_failing_database_is_no_reason_to_bury_an_event(sample: Desk) -> None:
    """When the server ends the connection the event is offered again, and nothing is dead."""
    (event,) = count(sample, "a", 1)
    broken = sample.database

    class Cut:
        """A database whose connections are ended in the middle."""

        coop, service = broken.coop, broken.service

        def transaction(self) -> Any:
            from contextlib import contextmanager

            @contextmanager
            def cut() -> Any:
                with broken.transaction() as session:
                    session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
                    yield session

            return cut()

    with pytest.raises(Transient):
        receive(Cut(), sample.clock, event)  # type: ignore[arg-type]
    assert receive(sample.database, sample.clock, event) == "handled"


def test_a_foreign_event_reaches_only_those_who_ask_for_foreign_ones(sample: Desk) -> None:
    """What another cooperative exported is never taken for our own, whatever its type says."""
    (event,) = count(sample, "a", 1)
    foreign = Event.opened({**event.envelope, "id": "another"}, provenance="coopaname")
    receive(sample.database, sample.clock, foreign)
    assert saw(sample) == ["coopaname: a"]


@pytest.mark.parametrize("damage", [{"id": None}, {"data": []}, {"specversion": "0.3"}, {"type": 4}])
def test_what_is_not_an_envelope_is_told_apart(sample: Desk, damage: dict[str, Any]) -> None:
    """A malformed envelope raises before anything is recorded."""
    (event,) = count(sample, "a", 1)
    with pytest.raises(ValueError):
        Event.opened({**event.envelope, **damage})


@pytest.mark.parametrize(
    ("code", "transient"),
    [("40001", True), ("53300", True), ("57P01", True), ("55P03", True), ("54000", False), ("22021", False)],
)
def test_the_servers_own_reason_decides_what_is_transient(sample: Desk, code: str, transient: bool) -> None:
    """An error that comes back each time must not hold up the queue for ever, whatever class the driver gives it."""
    with sample.database.reading() as session, pytest.raises(DBAPIError) as raised:
        session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$"))
    assert is_transient(raised.value) is transient
