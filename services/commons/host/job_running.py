"""Runs the jobs of one cooperative one after the other, apart from its calls."""

from __future__ import annotations

import logging
import time

from ..clock import Clock
from ..events.bell import Bell
from ..events.received import is_transient
from ..jobs.runner import run_next
from ..observability.metrics import JOBS
from ..storage.database import Database

SWEEP = 30.0
log = logging.getLogger(__name__)


class _Stopping(BaseException):
    """Leaves a job between two chunks; it resumes from its checkpoint. Not an Exception: no job failed."""


class JobRunning:
    """Takes up unfinished jobs at the start, when the bell rings, and twice a minute."""

    def __init__(self, database: Database, clock: Clock, bell: Bell) -> None:
        self._database, self._clock, self._bell = database, clock, bell
        self._stopped = False

    def run(self) -> None:
        """Run jobs until ``stop``."""
        while not self._stopped:
            pause = SWEEP
            try:
                while run_next(self._database, self._clock, self._between):
                    JOBS.labels(self._database.coop, self._database.service).inc()
                    self._between(0)
            except _Stopping:
                return
            except Exception as error:
                if not is_transient(error):
                    raise
                log.warning("jobs wait", extra={"coop": self._database.coop, "service": self._database.service,
                                                "error": type(error).__name__})  # fmt: skip
                pause = 2.0
            self._bell.wait(pause)

    def stop(self) -> None:
        """Let ``run`` end after the chunk in hand."""
        self._stopped = True
        self._bell.ring()

    def _between(self, seconds: float) -> None:
        if self._stopped:
            raise _Stopping
        time.sleep(seconds)
