"""Keeps one connection of a container alive: it connects, prepares, pumps, and begins again when the broker is lost."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import amqp

from .connection import LOST, BusConnection

LONGEST_PAUSE = 5.0
log = logging.getLogger(__name__)


class Link:
    """A supervised connection; ``run`` is a green thread of its own, and the only one that reads from it.

    ``prepare`` opens channels and checks, by passive declarations only, that topology and rights are there: with
    rights missing, stock nameko hangs without a word. ``state`` says why nothing is served, in words for /ready.
    """

    def __init__(
        self, url: str, name: str, prepare: Callable[[BusConnection], None], lost: Callable[[], None] = lambda: None
    ) -> None:
        self._url, self._name, self._prepare, self._lost = url, name, prepare, lost
        self._stopped = False
        self.on_ready: Callable[[], None] = lambda: None
        self.connection: BusConnection | None = None
        self.state = "connecting"

    @property
    def ready(self) -> bool:
        """Whether the connection stands and is prepared."""
        return self.connection is not None

    def run(self) -> None:
        """Hold the connection until ``stop``."""
        pause = 0.1
        while not self._stopped:
            began = time.monotonic()
            try:
                self._hold()
            except (amqp.exceptions.AccessRefused, amqp.exceptions.NotFound, amqp.exceptions.NotAllowed) as error:
                self._say(logging.ERROR, f"refused: {error.reply_text or type(error).__name__}")
            except LOST as error:
                self._say(logging.WARNING, f"broker unreachable: {type(error).__name__}")
            if self._stopped:
                return
            # A connection that stood for long and broke is tried again at once; one that never stands, ever later.
            pause = 0.1 if time.monotonic() - began > 10 else min(pause * 2, LONGEST_PAUSE)
            time.sleep(pause)

    def stop(self) -> None:
        """Let ``run`` end; it notices within a second."""
        self._stopped = True

    def is_current(self, connection: BusConnection) -> bool:
        """Say whether this is still the connection that stands; what came by another will be delivered again."""
        return connection is self.connection

    def _hold(self) -> None:
        connection = BusConnection(self._url, name=self._name)
        try:
            connection.connect()
            self._prepare(connection)
            connection.flush()
            self.connection = connection
            self._say(logging.INFO, "ready")
            self.on_ready()
            while not self._stopped:
                connection.pump(1.0)
        finally:
            was_ready, self.connection = self.connection is not None, None
            if self._stopped:
                connection.farewell()
            connection.abandon()
            if was_ready:
                self._lost()

    def _say(self, level: int, state: str) -> None:
        if state != self.state:
            log.log(level, "link %s: %s", self._name, state)
        self.state = state
