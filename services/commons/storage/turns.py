"""Turns at a pool of connections, strictly in the order of asking.

SQLAlchemy's own queue lets a newcomer pass those who wait: under eventlet, with more workers than connections, some
waited until their time was up (measured: 10 s, with 10 workers on 4 connections). Here a turn is handed over directly.
"""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType

from sqlalchemy.exc import TimeoutError as PoolTimeout


class Turns:
    """As many holders at once as there are connections; raises SQLAlchemy's TimeoutError after ``patience`` seconds."""

    def __init__(self, size: int, patience: float) -> None:
        self._free, self._patience = size, patience
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()

    def __enter__(self) -> None:
        with self._mutex:
            if self._free:
                self._free -= 1
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        try:
            came = turn.acquire(timeout=self._patience)
        except BaseException:
            # A green thread may be killed while it waits; a turn that was just handed to it must not be lost.
            if not self._withdrawn(turn):
                self._hand_on()
            raise
        if not came and self._withdrawn(turn):
            raise PoolTimeout(f"no database connection came free within {self._patience:g} seconds")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._hand_on()

    def _hand_on(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1

    def _withdrawn(self, turn: threading.Lock) -> bool:
        with self._mutex:
            if turn not in self._waiting:
                return False
            self._waiting.remove(turn)
            return True
