"""A request takes effect once, wholly and in time, or not at all."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from services.commons.audit.tables import AuditLine
from services.commons.events.received import Event, receive
from services.commons.events.tables import OutboxEvent
from services.commons.refusals import (
    CommandInFlight,
    DeadlinePassed,
    Forbidden,
    IdempotencyKeyReused,
    Invalid,
    InvalidCursor,
    NotYetSeen,
    Refusal,
)
from services.commons.requests import Request, perform
from services.commons.requests.tables import Command
from services.commons.storage import Actor
from tests.fixtures.sample import Counter
from tests.house import FULL, Desk


def rows(desk: Desk, table: type) -> int:
    """Count the rows of a table."""
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_command_answers_and_tells_what_it_told(sample: Desk) -> None:
    """The answer carries the dumped result, the status and the events of the change."""
    answered = sample.ask("count", name="a", body={"by": 2})
    assert (answered.status, answered.body) == (201, {"name": "a", "value": 2})
    assert [kind for _, kind in answered.events] == ["sample.counter.counted.v1"]
    assert rows(sample, AuditLine) == 1


def test_the_same_command_takes_effect_once(sample: Desk) -> None:
    """A retry with the same id gets the first answer, and nothing is counted again."""
    first = sample.ask("count", name="a", body={"by": 2}, command_id="once")
    again = sample.ask("count", name="a", body={"by": 2}, command_id="once")
    assert again.body == first.body and again.events == first.events and again.replayed
    assert sample.do("show")["data"] == [{"name": "a", "value": 2}]


def test_the_same_id_for_another_request_is_refused(sample: Desk) -> None:
    """An idempotency key stands for one request only."""
    sample.do("count", name="a", body={"by": 2}, command_id="once")
    with pytest.raises(IdempotencyKeyReused):
        sample.do("count", name="a", body={"by": 3}, command_id="once")


def test_two_keys_may_use_the_same_command_id(sample: Desk) -> None:
    """Ids are scoped to the credential, so that integrators cannot collide."""
    sample.do("count", name="a", body={"by": 2}, command_id="once")
    sample.do("count", name="a", body={"by": 2}, command_id="once", actor=Actor("key", "key_other", FULL.scopes))
    assert sample.do("show")["data"][0]["value"] == 4


def test_the_same_command_twice_at_once_takes_effect_once(sample: Desk) -> None:
    """Of many at the same moment one is done; the others hear that it is in flight, or get its answer."""
    outcomes: list[object] = []

    def send() -> None:
        try:
            outcomes.append(sample.ask("count", name="a", body={"by": 2}, command_id="once").body["value"])
        except CommandInFlight as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(outcomes) <= {2, "command_in_flight"} and 2 in outcomes
    assert sample.do("show")["data"] == [{"name": "a", "value": 2}]


def test_a_refusal_leaves_nothing_and_is_not_kept(sample: Desk) -> None:
    """After a refusal no row, event, audit line or answer remains, and the same id may try again."""
    with pytest.raises(Refusal) as refused:
        sample.do("count", name="a", body={"by": 101}, command_id="again")
    assert refused.value.problem() == {
        "code": "sample_too_far", "title": "A counter stops at one hundred.", "status": 422,
        "detail": "a would reach 101.", "article": "the tests, article 1", "values": {"name": "a", "value": 101},
    }  # fmt: skip
    assert [rows(sample, table) for table in (Counter, OutboxEvent, AuditLine, Command)] == [0, 0, 0, 0]
    sample.do("count", name="a", body={"by": 1}, command_id="again")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"by": 0}, "/by"), ({"by": "1"}, "/by"), ({"by": True}, "/by"), ({"by": 1.5}, "/by"), ({}, "/by"),
     ({"by": 1, "to": 2}, "/to"), ([], ""), (None, "/by"), ("x", "")],
)  # fmt: skip
def test_a_body_of_the_wrong_form_is_refused_with_its_place(sample: Desk, body: object, pointer: str) -> None:
    """Every error names where it is, as a JSON pointer; unknown fields are errors."""
    with pytest.raises(Invalid) as refused:
        sample.do("count", name="a", body=body)
    assert refused.value.errors[0]["pointer"] == pointer


def test_an_expired_command_never_takes_effect(sample: Desk) -> None:
    """A deadline is checked before the action, and a change past it is rolled back."""
    past = sample.clock().timestamp() - 1
    with pytest.raises(DeadlinePassed):
        perform(sample.database, sample.clock, sample.contract.operations["count"],
                Request(FULL, path={"name": "a"}, body={"by": 1}, command_id="x", deadline=past))  # fmt: skip
    assert rows(sample, Counter) == 0


def test_a_deadline_that_passes_during_the_action_undoes_it(sample: Desk) -> None:
    """Time that runs out before the commit means that nothing happened."""
    instants = iter([datetime(2026, 3, 2, 11, 0, tzinfo=UTC)] * 4)
    late = datetime(2026, 3, 2, 11, 1, tzinfo=UTC)
    with pytest.raises(DeadlinePassed):
        perform(sample.database, lambda: next(instants, late), sample.contract.operations["count"],
                Request(FULL, path={"name": "a"}, body={"by": 1}, command_id="x",
                        deadline=datetime(2026, 3, 2, 11, 0, 5, tzinfo=UTC).timestamp()))  # fmt: skip
    assert [rows(sample, table) for table in (Counter, OutboxEvent, Command)] == [0, 0, 0]


def test_a_scope_that_is_missing_is_refused(sample: Desk) -> None:
    """The service checks the scope again, whatever the gateway did."""
    reader = Actor("key", "key_reader", frozenset({"*:read"}))
    sample.do("show", actor=reader)
    with pytest.raises(Forbidden):
        sample.do("count", name="a", body={"by": 1}, actor=reader)


def test_a_list_is_paged_by_cursor_without_gap_or_repeat(sample: Desk) -> None:
    """Following the cursors gives every row once, in order."""
    for name in "edcba":
        sample.do("count", name=name, body={"by": 1})
    names, cursor = [], None
    while True:
        page = sample.do("show", query={"limit": "2", **({"cursor": cursor} if cursor else {})})
        names += [row["name"] for row in page["data"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert names == list("abcde")


@pytest.mark.parametrize("cursor", ["x", "e30", "WzFd", "WyJcdTAwMDAiXQ", "é", "W10"])
def test_a_cursor_that_was_not_given_out_is_refused(sample: Desk, cursor: str) -> None:
    """A made-up cursor is a refusal, never an error of the database."""
    with pytest.raises(InvalidCursor):
        sample.do("show", query={"cursor": cursor})


def test_reading_after_writing_waits_for_the_event(sample: Desk) -> None:
    """A request that names an event is answered once it was handled here, and refused when it does not come."""
    answered = sample.ask("count", name="a", body={"by": 1})
    after = tuple(answered.events)
    request = Request(FULL, after=after, deadline=sample.clock().timestamp() + 0.05)
    with pytest.raises(NotYetSeen):
        perform(
            sample.database,
            sample.clock,
            sample.contract.operations["show"],
            request,
            sleep=lambda _: sample.clock.advance(seconds=0.02),
        )
    receive(sample.database, sample.clock, Event.opened(sample.told()[0]))
    request.deadline = sample.clock().timestamp() + 5
    assert perform(sample.database, sample.clock, sample.contract.operations["show"], request).body["data"]
