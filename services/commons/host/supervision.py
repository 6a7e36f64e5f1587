"""Keeps a container running: started in its own green thread, begun again when it ends, apart from all others."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import eventlet
from nameko.containers import ServiceContainer

from ..observability.traces import frames_of
from ..rpc.link import Link

LONGEST_PAUSE = 10.0
GRACE = 20.0
log = logging.getLogger(__name__)


class NotServed(Exception):
    """This container cannot serve now; the reason is for /ready."""


class Supervised:
    """One container that is made anew whenever it ends by an error; ``make`` raises NotServed when it may not start."""

    def __init__(self, name: str, make: Callable[[], tuple[ServiceContainer, list[Link]]]) -> None:
        self._name, self._make = name, make
        self._links: list[Link] = []
        self._container: ServiceContainer | None = None
        self._reason = "starting"
        self._stopped = False
        self._thread: Any = None

    @property
    def ready(self) -> bool:
        """Whether it serves."""
        return bool(self._links) and all(link.ready for link in self._links)

    @property
    def state(self) -> str:
        """``ready``, or why not."""
        if self._reason:
            return self._reason
        return next((link.state for link in self._links if not link.ready), "ready")

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread = eventlet.spawn(self._run)

    def stop(self) -> None:
        """Stop in good order: what is under way is finished."""
        self._stopped = True
        if self._container is not None:
            with eventlet.Timeout(GRACE, False):
                self._container.stop()
        if self._thread is not None:
            self._thread.kill()

    def _run(self) -> None:
        pause = 0.2
        while not self._stopped:
            began = time.monotonic()
            self._hold()
            if self._stopped:
                return
            pause = 0.2 if time.monotonic() - began > 60 else min(pause * 2, LONGEST_PAUSE)
            eventlet.sleep(pause)

    def _hold(self) -> None:
        try:
            self._container, self._links = self._make()
            self._reason = ""
            self._container.start()
            self._container.wait()
        except NotServed as error:
            if self._reason != str(error):
                log.error("not served", extra={"container": self._name, "reason": str(error)})
            self._reason = str(error)
        except Exception as error:
            self._reason = f"failed: {type(error).__name__}"
            log.error("container ended", extra={"container": self._name, "trace": frames_of(error)})
        finally:
            if self._container is not None and not self._stopped:
                self._container.kill()
                self._container, self._links = None, []
