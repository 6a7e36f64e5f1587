"""Forgets what was kept for a while only: answers to commands after a week, parts of uploads after a day."""

from __future__ import annotations

import logging

from ..clock import Clock
from ..events.bell import Bell
from ..events.received import is_transient
from ..jobs import uploads
from ..requests import once
from ..storage.database import Database

HOUR = 3600.0
log = logging.getLogger(__name__)


class Housekeeping:
    """Goes through once an hour, for one cooperative in one service."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._stop = Bell()
        self._stopped = False

    def run(self) -> None:
        """Tidy up until ``stop``; the first time after an hour, for a start has better things to do."""
        while not self._stopped:
            self._stop.wait(HOUR)
            if not self._stopped:
                self._tidy()

    def stop(self) -> None:
        """Let ``run`` end."""
        self._stopped = True
        self._stop.ring()

    def _tidy(self) -> None:
        try:
            with self._database.transaction() as session:
                once.forget(session, self._clock())
                uploads.forget(session, self._clock())
        except Exception as error:
            if not is_transient(error):
                raise
            log.warning(
                "housekeeping is put off", extra={"coop": self._database.coop, "service": self._database.service}
            )
