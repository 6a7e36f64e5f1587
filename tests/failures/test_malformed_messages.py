"""Malformed messages: each kind is put aside, the container lives, and no ballot is ever kept."""

from __future__ import annotations

import json
from typing import Any

import amqp
import pytest

from services.commons.topology import RPC
from tests.fixtures.bus import Bus, Host, until

GOOD = {"args": [], "kwargs": {"path": {}, "query": {}, "body": None, "upload": None}}
JSON = "application/json"
KINDS: dict[str, tuple[bytes, dict[str, Any]]] = {
    "no reply_to": (json.dumps(GOOD).encode(), {"content_type": JSON}),
    "no content type": (json.dumps(GOOD).encode(), {"reply_to": "reply.x"}),
    "odd content type": (
        json.dumps(GOOD).encode(),
        {"reply_to": "reply.x", "content_type": "application/x-python-serialize"},
    ),
    "body that is not JSON": (b"\xff\xfe not json", {"reply_to": "reply.x", "content_type": JSON}),
    "body that is nested without end": (b"[" * 200_000, {"reply_to": "reply.x", "content_type": JSON}),
    "body that is no object": (b"[1, 2]", {"reply_to": "reply.x", "content_type": JSON}),
    "no args": (b'{"kwargs": {}}', {"reply_to": "reply.x", "content_type": JSON}),
    "no kwargs": (b'{"args": []}', {"reply_to": "reply.x", "content_type": JSON}),
    "kwargs that are a list": (b'{"args": [], "kwargs": []}', {"reply_to": "reply.x", "content_type": JSON}),
    "call stack that is no list, which kills a stock container": (
        b'{"args": {}, "kwargs": {}}',
        {"reply_to": "reply.x", "content_type": JSON, "application_headers": {"nameko.call_id_stack": "x"}},
    ),
    "header that is not text": (
        json.dumps(GOOD).encode(),
        {"reply_to": "reply.x", "content_type": JSON, "application_headers": {"rochdale.actor": 7}},
    ),
    "deadline that is no number": (
        json.dumps(GOOD).encode(),
        {"reply_to": "reply.x", "content_type": JSON, "application_headers": {"rochdale.deadline": "nan"}},
    ),
}


def send(bus: Bus, key: str, body: bytes, **properties: Any) -> None:
    """Publish as the HTTP side's account would, past our own client."""
    with bus.connected(bus.amqp("alpar.http", "alpar")) as connection:
        channel = connection.channel()
        channel.basic_publish(amqp.Message(body, **properties), RPC, key)
        channel.queue_declare("rpc-probe", passive=True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_malformed_request_is_dead_lettered_and_the_container_lives(bus: Bus, host: Host, kind: str) -> None:
    """It lies among the dead letters once, and the next call is answered."""
    bus.drained("dead-letters")
    body, properties = KINDS[kind]
    send(bus, "probe.count", body, **properties)
    until(lambda: bus.messages("dead-letters") == 1)
    assert bytes(bus.drained("dead-letters")[0].body) == body
    assert bus.call("count")["status"] == 200


@pytest.mark.parametrize("kind", ["no reply_to", "body that is not JSON", "odd content type", "no args"])
def test_a_malformed_ballot_is_never_kept(bus: Bus, host: Host, kind: str) -> None:
    """A dead letter keeps its body: a ballot goes nowhere, and the next one is taken."""
    bus.drained("dead-letters")
    body, properties = KINDS[kind]
    send(bus, "probe.cast", b"candidate Ada " + body, **properties)
    assert bus.call("cast", {"choice": "Bea"}, scopes="")["status"] == 201
    assert bus.messages("dead-letters") == 0 and bus.messages("rpc-probe") == 0
    assert "candidate" not in host.logged() and "Bea" not in host.logged()


@pytest.mark.parametrize(
    ("body", "key", "properties"),
    [
        (b"not json", "probe.member.left.v1", {"content_type": "application/cloudevents+json"}),
        (b"{}", "probe.member.left.v1", {"content_type": "application/cloudevents+json"}),
        (b"[]", "probe.member.left.v1", {"content_type": "application/cloudevents+json"}),
        (b"{}", "probe.member.left.v1", {}),
        ("foreign", "probe.member.left.v1", {"content_type": "application/cloudevents+json"}),
    ],
)
def test_a_malformed_event_is_dead_lettered_and_the_next_is_taken(
    bus: Bus, host: Host, body: bytes | str, key: str, properties: dict[str, Any]
) -> None:
    """What is no envelope of its sender goes to the dead letters, and the queue moves on."""
    bus.drained("dead-letters")
    if body == "foreign":
        body = json.dumps(
            {"specversion": "1.0", "id": "1", "type": key, "subject": "x", "source": "/coops/coopaname/probe",
             "time": "", "data": {}}
        ).encode()  # fmt: skip
    assert isinstance(body, bytes)
    with bus.admin() as connection:
        channel = connection.channel()
        channel.basic_publish(amqp.Message(body, **properties), "events", key)
        channel.queue_declare("events-probe", passive=True)
    until(lambda: bus.messages("dead-letters") == 1)
    bus.drained("dead-letters")
    member = bus.call("admit", {"name": "after"})["body"]["id"]
    until(lambda: bus.call("look", member_id=member)["body"]["heard"] == "admitted")
