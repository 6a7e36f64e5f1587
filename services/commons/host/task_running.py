"""Runs a service's own task for one cooperative, when it is calm."""

from __future__ import annotations

import logging
import time

from ..audit import Act
from ..clock import Clock
from ..events.bell import Bell
from ..events.received import is_transient
from ..observability.traces import frames_of
from ..storage.database import Database
from ..tasks import Task

BETWEEN, SOON, LATER = 0.02, 5.0, 60.0
log = logging.getLogger(__name__)


class TaskRunning:
    """Does the task at the start, when its bell rings and at long intervals; what fails is tried again."""

    def __init__(self, task: Task, database: Database, clock: Clock, bell: Bell) -> None:
        self._task, self._clock, self._bell = task, clock, bell
        self._database = database.acting(Act("task", task.name, task.name), clock)
        self._stopped = False

    def run(self) -> None:
        """Work until ``stop``."""
        while not self._stopped:
            pause = self._task.sweep
            try:
                self._portions()
            except Exception as error:
                # Events and jobs of the cooperative go on, whatever is wrong with its own task.
                pause = SOON if is_transient(error) else LATER
                log.log(
                    logging.WARNING if is_transient(error) else logging.ERROR, "a task waits",
                    extra={"coop": self._database.coop, "service": self._database.service, "task": self._task.name,
                           "trace": frames_of(error)},
                )  # fmt: skip
            if self._bell.wait(pause):
                self._until_calm()

    def stop(self) -> None:
        """Let ``run`` end after the portion in hand."""
        self._stopped = True
        self._bell.ring()

    def _portions(self) -> None:
        while not self._stopped and self._task.run(self._database, self._clock):
            # Whoever reads or posts meanwhile comes first.
            time.sleep(BETWEEN)

    def _until_calm(self) -> None:
        waited = 0.0
        while not self._stopped and waited < self._task.latest and self._bell.wait(self._task.quiet):
            # Rung again, perhaps many times: as long as that goes on there is little to gain.
            time.sleep(self._task.quiet)
            waited += self._task.quiet
