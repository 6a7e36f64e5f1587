"""A service's own task: woken, done portion by portion, and never in the way of anything else."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from services.commons.audit import Act
from services.commons.clock import Clock, FixedClock
from services.commons.events.bell import Bell
from services.commons.host.bells import Bells
from services.commons.host.task_running import TaskRunning
from services.commons.tasks import Task
from tests.house import NOON


class Database:
    """Whose task it is; nothing else of a database is asked here."""

    coop, service = "alpar", "ledger"

    def acting(self, act: Act, clock: Clock) -> Database:
        """Whoever acts, it is the same."""
        return self


def running(portions: Any, bell: Bell) -> tuple[TaskRunning, threading.Thread]:
    """Run a task in a thread of its own."""
    task = Task("probe", lambda database, clock: portions(), quiet=0.01, latest=0.05)
    one = TaskRunning(task, Database(), FixedClock(NOON), bell)  # type: ignore[arg-type]
    thread = threading.Thread(target=one.run)
    thread.start()
    return one, thread


def test_a_task_works_at_the_start_and_whenever_it_is_woken() -> None:
    """Portions follow each other until nothing is left; then it sleeps until the bell rings, and ends when told."""
    left, done = [3], threading.Semaphore(0)

    def portion() -> bool:
        left[0] -= 1
        if left[0] <= 0:
            done.release()
        return left[0] > 0

    bell = Bell()
    one, thread = running(portion, bell)
    assert done.acquire(timeout=20) and left[0] == 0
    left[0] = 2
    for _ in range(5):
        bell.ring()
    assert done.acquire(timeout=20)
    one.stop()
    thread.join(timeout=20)
    assert not thread.is_alive()


def test_a_task_that_fails_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Its error is logged without any value in it, and the next ring tries again."""
    tried, again = threading.Semaphore(0), [True]

    def portion() -> bool:
        tried.release()
        if again[0]:
            again[0] = False
            raise ValueError("mbr_1")
        return False

    bell = Bell()
    one, thread = running(portion, bell)
    assert tried.acquire(timeout=20)
    bell.ring()
    assert tried.acquire(timeout=20)
    one.stop()
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert "a task waits" in caplog.text and "mbr_1" not in caplog.text


def test_each_has_a_bell_of_its_own() -> None:
    """Waking the chain wakes neither the relay nor the jobs."""
    bells = Bells()
    bells.ring("chain")
    assert not bells.relay.wait(0) and not bells.jobs.wait(0) and bells.tasks["chain"].wait(0)
    bells.ring("relay")
    bells.ring("jobs")
    assert bells.relay.wait(0) and bells.jobs.wait(0) and not bells.tasks["chain"].wait(0)
