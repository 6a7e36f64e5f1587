"""A green thread of a container, as a nameko extension: it begins and ends with the container."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import eventlet
from nameko.extensions import DependencyProvider

GRACE = 10.0


class Background(DependencyProvider):
    """Runs ``run`` until ``stop`` is called; an error in it ends the container, whose supervisor begins again."""

    def __init__(self, run: Callable[[], None], stop: Callable[[], None]) -> None:
        self._run, self._stop = run, stop
        self._thread: Any = None

    def start(self) -> None:
        """Begin."""
        self._thread = self.container.spawn_managed_thread(self._run, identifier=self.attr_name)

    def stop(self) -> None:
        """Ask it to end, and wait for that a while."""
        self._stop()
        if self._thread is not None:
            with eventlet.Timeout(GRACE, False):
                self._thread.wait()

    def kill(self) -> None:
        """Ask it to end; nameko kills the thread.

        Not killed here: when this very thread failed, it is the one that runs the container's kill, and would be cut
        off in the middle of it, leaving a container that never ends.
        """
        self._stop()
