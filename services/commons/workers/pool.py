"""A few worker processes for CPU work, spawned when needed; the green thread that waits for one lets others run.

Never eventlet's tpool: its threads share the interpreter's lock, and pushed the hub's round trips from 0.6 to 96 ms.
"""

from __future__ import annotations

import logging
import os
import pickle
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from ..observability.metrics import OFFLOADED, WORKERS
from ..refusals import Unavailable
from .wire import receive, send

log = logging.getLogger(__name__)


class _Crashed(Exception):
    """The worker ended without an answer."""


class WorkerPool:
    """At most ``size`` processes; a call waits for a free one."""

    def __init__(self, size: int = 2, idle: float = 60.0) -> None:
        self._free = threading.Semaphore(size)
        self._idle_after = idle
        self._resting: list[_Worker] = []
        self._closed = False

    def run(self, function: Callable[..., Any], *args: Any) -> Any:
        """Return ``function(*args)`` as computed by a worker, or raise what it raised.

        A worker that dies is replaced and the call tried once more (the functions are pure); Unavailable if that
        one dies too.
        """
        call = pickle.dumps((function, args))
        for attempt in (1, 2):
            try:
                good, outcome = pickle.loads(self._exchange(call))
            except _Crashed:
                OFFLOADED.labels("crashed").inc()
                log.error("a worker process died", extra={"function": function.__qualname__, "attempt": attempt})
                continue
            OFFLOADED.labels("done" if good else "raised").inc()
            if good:
                return outcome
            raise outcome
        raise Unavailable(service="computing", coop="this installation")

    def end_idle(self) -> None:
        """End the processes that have rested for long; the host calls it now and then."""
        before = time.monotonic() - self._idle_after
        for worker in [one for one in self._resting if one.used_at < before]:
            self._resting.remove(worker)
            worker.end()

    def close(self) -> None:
        """End the processes that rest; those at work end after their call."""
        self._closed = True
        while self._resting:
            self._resting.pop().end()

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers that rest."""
        return [worker.pid for worker in self._resting]

    def _exchange(self, call: bytes) -> bytes:
        with self._free:
            worker = self._resting.pop() if self._resting else _Worker()
            try:
                answer = worker.exchange(call)
            except BaseException:
                # Also when the waiting green thread is killed: its answer must not reach the next caller.
                worker.end()
                raise
            if self._closed:
                worker.end()
            else:
                self._resting.append(worker)
            return answer


class _Worker:
    def __init__(self) -> None:
        # A socket and not pipes: eventlet makes sockets green.
        self._channel, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "services.commons.workers.child", str(theirs.fileno())],
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=_environment(),
            )  # fmt: skip
        finally:
            theirs.close()
        WORKERS.inc()
        self.used_at = time.monotonic()

    @property
    def pid(self) -> int:
        return self._process.pid

    def exchange(self, call: bytes) -> bytes:
        try:
            send(self._channel, call)
            answer = receive(self._channel)
        except OSError:
            answer = None
        if answer is None:
            raise _Crashed
        self.used_at = time.monotonic()
        return answer

    def end(self) -> None:
        self._channel.close()
        self._process.kill()
        self._process.wait()
        WORKERS.dec()


def _environment() -> dict[str, str]:
    """The host's environment, with the way to our modules, and without its secrets."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ROCHDALE_")}
    return kept | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
