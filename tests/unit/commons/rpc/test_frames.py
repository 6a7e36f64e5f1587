"""Frames: what we write, py-amqp would write; what cannot be read says nothing of the connection."""

from __future__ import annotations

from struct import unpack_from
from typing import Any

import amqp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.commons.rpc.frames import Delivery, acknowledged, published, reader

TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=60)
NAME = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz.-"), min_size=1, max_size=40)


class Connection:
    """As much of a connection as a reader needs."""

    def __init__(self) -> None:
        self.bytes_recv, self.channels = 0, {}


def frames_in(data: bytes) -> list[tuple[int, int, bytes]]:
    """Cut a stream into its frames."""
    frames, at = [], 0
    while at < len(data):
        kind, channel, size = unpack_from(">BHI", data, at)
        assert data[at + 7 + size] == 0xCE
        frames.append((kind, channel, data[at + 7 : at + 7 + size]))
        at += 8 + size
    return frames


@given(body=st.binary(max_size=5000), headers=st.dictionaries(NAME, TEXT, max_size=5), reply_to=TEXT, key=NAME)
def test_a_published_message_is_read_as_it_was_meant(
    body: bytes, headers: dict[str, str], reply_to: str, key: str
) -> None:
    """Body, properties and headers survive, however the body is cut into frames."""
    data = published(3, 1024, "nameko-rpc", key, body, content_type="application/json", headers=headers,
                     correlation_id="7", reply_to=reply_to[:60], message_id="m", mandatory=True)  # fmt: skip
    method, header, *pieces = frames_in(data)
    assert unpack_from(">HH", method[2]) == amqp.spec.Basic.Publish
    message = Delivery()
    message.inbound_header(header[2])
    assert message.body_size == len(body) == sum(len(piece[2]) for piece in pieces)
    assert b"".join(piece[2] for piece in pieces) == body and all(len(piece[2]) <= 1016 for piece in pieces)
    properties = message.properties
    assert properties.get("application_headers", {}) == headers
    assert (properties["content_type"], properties["correlation_id"], properties["delivery_mode"]) == (
        "application/json",
        "7",
        1,
    )
    assert properties.get("reply_to", "") == reply_to[:60] and properties["message_id"] == "m"


def delivered(body: bytes, header: bytes) -> list[Any]:
    """Feed one delivery to a reader and return what the consumer got."""
    taken: list[Any] = []
    connection = Connection()
    channel = type("Channel", (), {"callbacks": {"ctag": taken.append}})()
    connection.channels[1] = channel
    read = reader(connection, lambda *about: None)
    method = b"\x00\x3c\x00\x3c" + b"\x04ctag" + (9).to_bytes(8, "big") + b"\x01" + b"\x02ex" + b"\x03a.b"
    read((1, 1, method))
    read((2, 1, header))
    for start in range(0, len(body), 7):
        read((3, 1, body[start : start + 7]))
    return taken


def test_a_delivery_is_handed_to_its_consumer() -> None:
    """Exchange, key, tag and redelivery are read from the method."""
    header = b"\x00\x3c\x00\x00" + (10).to_bytes(8, "big") + b"\x80\x00" + b"\x04text"
    (message,) = delivered(b"0123456789", header)
    assert message.body == b"0123456789" and message.properties == {"content_type": "text"}
    assert message.delivery_info == {"delivery_tag": 9, "redelivered": True, "exchange": "ex", "routing_key": "a.b"}


@pytest.mark.parametrize("properties", [b"\x80\x00\x02\xff\xfe", b"\x20\x00\x00\x00\x00\x07\x01a!xxxx"])
def test_properties_that_cannot_be_read_mark_the_message_alone(properties: bytes) -> None:
    """Stock py-amqp raises in the reader, so that the message kills each connection that it is delivered on."""
    header = b"\x00\x3c\x00\x00" + (2).to_bytes(8, "big") + properties
    (message,) = delivered(b"ok", header)
    assert message.broken and message.delivery_info["delivery_tag"] == 9


def test_an_acknowledgement_is_as_py_amqp_writes_it() -> None:
    """One frame: Basic.Ack of one tag."""
    ((kind, channel, payload),) = frames_in(acknowledged(2, 77))
    assert (kind, channel, payload) == (1, 2, b"\x00\x3c\x00\x50" + (77).to_bytes(8, "big") + b"\x00")
