"""Frames between a host and its worker processes: eight bytes of length, then that many bytes."""

from __future__ import annotations

import socket

_PIECE = 1 << 16


def send(channel: socket.socket, content: bytes) -> None:
    """Send one frame, in pieces.

    A green socket copies all that is left each time the channel is full: ten megabytes stopped a host for 0.3 s.
    """
    channel.sendall(len(content).to_bytes(8, "big"))
    whole = memoryview(content)
    for at in range(0, len(whole), _PIECE):
        channel.sendall(whole[at : at + _PIECE])


def receive(channel: socket.socket) -> bytes | None:
    """Receive one frame, or None when the other side has closed."""
    head = _exactly(channel, 8)
    return None if head is None else _exactly(channel, int.from_bytes(head, "big"))


def _exactly(channel: socket.socket, size: int) -> bytes | None:
    pieces, missing = [], size
    while missing:
        try:
            piece = channel.recv(min(missing, 1 << 20))
        except ConnectionError:
            return None
        if not piece:
            return None
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)
