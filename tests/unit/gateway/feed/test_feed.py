"""The sequence that clients page through."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from services.commons.events.received import Event, receive
from services.commons.ids import uuid7
from services.commons.refusals import InvalidCursor
from tests.house import Desk


def tell(desk: Desk, kind: str = "ledger.shares.paid_up.v1", subject: str = "members/m1", event_id: str = "") -> str:
    """Hand an event to the courier; return its id."""
    event_id = event_id or str(uuid7())
    envelope = {
        "specversion": "1.0", "id": event_id, "source": "/coops/alpar/ledger", "type": kind, "subject": subject,
        "time": "2026-03-02T11:00:00+00:00", "datacontenttype": "application/json", "data": {"n": 1},
    }  # fmt: skip
    receive(desk.database, desk.clock, Event.opened(envelope))
    return event_id


def read(desk: Desk, **query: str) -> tuple[list[str], str]:
    """Read a page: the ids, and the cursor."""
    page: dict[str, Any] = desk.do("read_events", query=query)
    return [event["id"] for event in page["data"]], page["next_cursor"]


def test_the_feed_holds_every_event_once_in_order(desk: Desk) -> None:
    """Whatever the type, the order of arrival; an event that comes again has its place already."""
    told = [tell(desk, f"ledger.thing{n}.happened.v1", f"things/{n}") for n in range(5)]
    tell(desk, event_id=told[2])
    assert read(desk)[0] == told


def test_an_event_is_read_as_it_was_told(desk: Desk) -> None:
    """The envelope is CloudEvents, unchanged."""
    tell(desk)
    event = desk.do("read_events")["data"][0]
    assert (event["specversion"], event["subject"], event["data"]) == ("1.0", "members/m1", {"n": 1})


def test_a_reader_goes_on_from_the_last_page_later(desk: Desk) -> None:
    """Every page has a cursor, the empty one too, and nothing is missed or seen twice."""
    first, cursor = read(desk)
    assert (first, cursor) == ([], "seq-0")
    told = [tell(desk) for _ in range(3)]
    seen, cursor = read(desk, cursor=cursor, limit="2")
    more, cursor = read(desk, cursor=cursor, limit="2")
    assert seen + more == told
    assert read(desk, cursor=cursor) == ([], cursor)
    last = tell(desk)
    assert read(desk, cursor=cursor)[0] == [last]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), max_size=12), st.integers(1, 5))
def test_a_filtered_reader_sees_exactly_its_events(desk: Desk, kinds: list[tuple[str, str]], limit: int) -> None:
    """By type and subject, page by page, whatever stands between them."""
    with desk.database.transaction() as session:
        session.execute(text("TRUNCATE feed, inbox"))
    told = [(tell(desk, f"ledger.{kind}.v1", f"s/{subject}"), kind, subject) for kind, subject in kinds]
    seen, cursor = [], "seq-0"
    while True:
        page, after = read(desk, cursor=cursor, limit=str(limit), type="ledger.a.v1", subject="s/x")
        seen += page
        if after == cursor:
            break
        cursor = after
    assert seen == [event_id for event_id, kind, subject in told if (kind, subject) == ("a", "x")]


@pytest.mark.parametrize("cursor", ["", "x", "seq-", "seq--1", "seq-1.0", "seq-9999999999999999999", "seq-١"])
def test_a_cursor_of_another_list_is_refused(desk: Desk, cursor: str) -> None:
    """Only what the feed gave out is taken."""
    with pytest.raises(InvalidCursor):
        desk.do("read_events", query={"cursor": cursor})


def test_a_place_is_never_filled_after_it_was_passed(desk: Desk) -> None:
    """Two writers at once: the second waits for the first, so a reader cannot pass a place that fills up later."""
    first = desk.database.engine.connect()
    first.begin()
    first.execute(text("SELECT pg_advisory_xact_lock(5201844)"))
    late = threading.Thread(target=tell, args=(desk, "ledger.late.v1", "s/late"))
    late.start()
    late.join(0.3)
    assert late.is_alive()
    assert read(desk)[0] == []
    first.execute(text(
        "INSERT INTO feed (id, type, subject, envelope, recorded_at) VALUES ('e1', 't', 's', '{\"id\": \"e1\"}', now())"
    ))
    first.commit()
    first.close()
    late.join(10)
    assert read(desk)[0][0] == "e1"
    assert len(read(desk)[0]) == 2
