"""The three AMQP 0-9-1 methods that every message passes through, written and read without py-amqp's generality.

Publishing, delivery and acknowledgement happen at each call; everything else (handshake, declarations, channels) is
left to py-amqp. Source: AMQP 0-9-1 specification, §2.3.5 (frames), §4.2.6 (content headers).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from struct import Struct, unpack_from
from typing import Any

import amqp

_FRAME = Struct(">BHI")
_CONTENT = Struct(">HHQH")
_ACK = Struct(">BHIHHQBB")
_METHOD, _HEADER, _BODY, _HEARTBEAT = 1, 2, 3, 8
_END = b"\xce"
_DELIVER = amqp.spec.Basic.Deliver
_WITH_CONTENT = (_DELIVER, amqp.spec.Basic.Return, amqp.spec.Basic.GetOk)


class Delivery(amqp.Message):
    """A message as it arrived; ``broken`` when its properties cannot be read, which says nothing of the connection."""

    broken = False

    def _load_properties(self, class_id: int, buf: bytes, offset: int) -> int:
        try:
            return int(super()._load_properties(class_id, buf, offset))
        except Exception:
            self.broken = True
            self.properties: dict[str, Any] = {}
            return len(buf)


def published(
    channel: int, frame_max: int, exchange: str, routing_key: str, body: bytes, *, content_type: str,
    headers: Mapping[str, str] | None = None, delivery_mode: int = 1, correlation_id: str = "", reply_to: str = "",
    message_id: str = "", mandatory: bool = False,
) -> bytes:  # fmt: skip
    """Return the frames of one Basic.Publish."""
    method = b"\x00\x3c\x00\x28\x00\x00" + _short(exchange) + _short(routing_key) + (b"\x01" if mandatory else b"\x00")
    flags, properties = 0x9000, [_short(content_type)]
    if headers:
        flags |= 0x2000
        table = b"".join(_short(name) + b"S" + _long(value) for name, value in headers.items())
        properties.append(len(table).to_bytes(4, "big") + table)
    properties.append(bytes((delivery_mode,)))
    for flag, text in ((0x0400, correlation_id), (0x0200, reply_to), (0x0080, message_id)):
        if text:
            flags |= flag
            properties.append(_short(text))
    header = _CONTENT.pack(60, 0, len(body), flags) + b"".join(properties)
    frames = [_FRAME.pack(_METHOD, channel, len(method)), method, _END,
              _FRAME.pack(_HEADER, channel, len(header)), header, _END]  # fmt: skip
    most = frame_max - 8
    for start in range(0, len(body), most):
        piece = body[start : start + most]
        frames += (_FRAME.pack(_BODY, channel, len(piece)), piece, _END)
    return b"".join(frames)


def acknowledged(channel: int, delivery_tag: int) -> bytes:
    """Return the frame of one Basic.Ack."""
    return _ACK.pack(_METHOD, channel, 13, 60, 80, delivery_tag, 0, 0xCE)


def reader(connection: Any, dispatch: Callable[..., Any]) -> Callable[[tuple[int, int, bytes]], bool]:
    """Make what handles one inbound frame (py-amqp's ``frame_handler``); it returns True when a method is complete."""
    partial: dict[int, Delivery] = {}

    def on_frame(frame: tuple[int, int, bytes]) -> bool:
        kind, channel, payload = frame
        connection.bytes_recv += 1
        if kind == _HEARTBEAT:
            return False
        if kind == _METHOD:
            method = unpack_from(">HH", payload)
            if method not in _WITH_CONTENT:
                dispatch(channel, method, payload, None)
                return True
            partial[channel] = Delivery(frame_method=method, frame_args=payload)
            return False
        message = partial.get(channel)
        if message is None or kind not in (_HEADER, _BODY):
            raise amqp.exceptions.UnexpectedFrame(f"a frame of type {kind} where a method should begin")
        if kind == _HEADER:
            message.inbound_header(payload)
        else:
            message.inbound_body(payload)
        if not message.ready:
            return False
        del partial[channel]
        if message.frame_method == _DELIVER:
            _deliver(connection.channels.get(channel), payload=message.frame_args, message=message)
        else:
            dispatch(channel, message.frame_method, message.frame_args, message)
        return True

    return on_frame


def _deliver(channel: Any, payload: bytes, message: Delivery) -> None:
    """Hand a delivery to its consumer."""
    at = 5 + payload[4]
    consumer = payload[5:at].decode()
    tag, redelivered, length = unpack_from(">QBB", payload, at)
    at += 10 + length
    exchange = payload[at - length : at].decode()
    key = payload[at + 1 : at + 1 + payload[at]].decode("utf-8", "replace")
    message.channel = channel
    message.delivery_info = {"delivery_tag": tag, "redelivered": bool(redelivered & 1), "exchange": exchange,
                             "routing_key": key}  # fmt: skip
    consume = channel.callbacks.get(consumer) if channel is not None else None
    if consume is not None:
        consume(message)


def _short(text: str) -> bytes:
    encoded = text.encode()
    return bytes((len(encoded),)) + encoded


def _long(text: str) -> bytes:
    encoded = text.encode()
    return len(encoded).to_bytes(4, "big") + encoded
