"""A worker process: reads calls from its socket, computes them one by one, and ends when the socket closes.

It imports nothing but what a call needs, so that a worker costs little beside the functions it runs.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import socket
import sys
from typing import Any

from services.commons.workers.wire import receive, send


def main() -> None:
    """Serve the socket whose descriptor is the first argument."""
    # Ctrl-C goes to the whole group: the host decides when its workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = socket.socket(fileno=int(sys.argv[1]))
    # The host's sockets are eventlet's, and so non-blocking: a large answer would fail half-sent.
    channel.setblocking(True)
    # Who waits for a computation can wait; who reads meanwhile should not feel it.
    os.nice(10)
    # What a call makes is dropped after it, and has no cycles: looking for them among its values is a tenth of the
    # time.
    gc.disable()
    while (call := receive(channel)) is not None:
        send(channel, _outcome(call))


def _outcome(call: bytes) -> bytes:
    try:
        function, args = pickle.loads(call)
        outcome: tuple[bool, Any] = (True, function(*args))
        return pickle.dumps(outcome)
    except Exception as error:
        try:
            # Loaded once here: an exception that cannot be made again from its pickle would end the host's call badly.
            pickle.loads(text := pickle.dumps((False, error)))
            return text
        except Exception:
            return pickle.dumps((False, RuntimeError(f"{type(error).__name__} in a worker process")))


if __name__ == "__main__":
    main()
