"""Transports that read all that has arrived in one go, and write all that is due in one go.

py-amqp reads each frame with three calls to the system and writes each method with one; on the way of a request that
is most of the work.
"""

from __future__ import annotations

from struct import unpack_from
from typing import Any

import amqp
from amqp.transport import SSLTransport, TCPTransport

_PIECE = 256 * 1024
_FRAME_END = 0xCE


class Buffered:
    """Overrides the reading and writing of py-amqp's transports; ``sock`` and ``close`` are theirs."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._arrived, self._at = b"", 0
        self._due: list[bytes] = []
        self._flushing = False

    def next_frame(self) -> tuple[int, int, bytes] | None:
        """Return a frame that has arrived completely, or None."""
        data, at = self._arrived, self._at
        if len(data) - at < 8:
            return None
        kind, channel, size = unpack_from(">BHI", data, at)
        end = at + 7 + size
        if len(data) <= end:
            return None
        if data[end] != _FRAME_END:
            raise amqp.exceptions.UnexpectedFrame(f"a frame ends with {data[end]:#04x}")
        self._at = end + 1
        return kind, channel, data[at + 7 : end]

    def read_frame(self, unpack: Any = None) -> tuple[int, int, bytes]:
        """Return the next frame, waiting for it; what is due is sent first."""
        while (frame := self.next_frame()) is None:
            self.flush()
            self.fill()
        return frame

    def fill(self) -> None:
        """Receive once, as the socket's timeout says; raise OSError when the other side has closed."""
        sock: Any = self.sock  # type: ignore[attr-defined]
        if sock is None:
            raise OSError("the connection is closed")
        piece = sock.recv(_PIECE)
        if not piece:
            raise OSError("the broker closed the connection")
        self._arrived, self._at = self._arrived[self._at :] + piece, 0

    def write(self, view: Any) -> None:
        """Keep what is to be sent until ``flush``; the view is py-amqp's own buffer, so it is copied."""
        self._due.append(bytes(view))

    def flush(self) -> None:
        """Send what is due; whoever comes while another is sending leaves it to that one."""
        if self._flushing:
            return
        self._flushing = True
        try:
            while self._due:
                due, self._due = b"".join(self._due), []
                self._send(due)
        finally:
            self._flushing = False

    def _send(self, data: bytes) -> None:
        sock: Any = self.sock  # type: ignore[attr-defined]
        if sock is None:
            raise OSError("the connection is closed")
        sock.sendall(data)

    def take_due(self) -> bytes:
        """Return what is to be sent, for one who sends it by other means."""
        due, self._due = b"".join(self._due), []
        return due


class Plain(Buffered, TCPTransport):
    """Over TCP."""


class Encrypted(Buffered, SSLTransport):
    """Over TLS."""
