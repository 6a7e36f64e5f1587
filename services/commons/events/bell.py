"""A bell that wakes one who sleeps: rung often, it is heard once."""

from __future__ import annotations

import threading


class Bell:
    """Rung by any thread, green or not; a ring while nobody listens is heard at the next wait."""

    def __init__(self) -> None:
        self._rung = threading.Event()

    def ring(self) -> None:
        """Wake the listener."""
        self._rung.set()

    def wait(self, timeout: float) -> bool:
        """Sleep until rung, at most ``timeout`` seconds; say whether it rang."""
        rang = self._rung.wait(timeout)
        self._rung.clear()
        return rang
