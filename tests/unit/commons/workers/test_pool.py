"""Worker processes: they compute, refuse, crash and are replaced."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from services.commons.refusals import NotFound, Unavailable
from services.commons.workers.pool import WorkerPool
from tests.fixtures.probe import work


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    """A pool of two."""
    one = WorkerPool(size=2, idle=0)
    yield one
    one.close()


def test_a_call_runs_in_another_process_which_is_kept(pool: WorkerPool) -> None:
    """The same worker serves one call after the other."""
    first, second = pool.run(work.busy, 0), pool.run(work.busy, 0)
    assert first == second != str(os.getpid())


def test_what_a_function_refuses_comes_back_as_it_was(pool: WorkerPool) -> None:
    """A refusal keeps its values on the way."""
    with pytest.raises(NotFound) as refused:
        pool.run(work.refuse)
    assert refused.value.values == {"what": "answer", "id": "42"}


def test_an_error_without_a_pickle_comes_back_by_its_name(pool: WorkerPool) -> None:
    """Even an exception that cannot be sent ends the call, not the worker."""
    with pytest.raises(RuntimeError, match="Stubborn"):
        pool.run(work.be_stubborn)


def test_a_crash_ends_the_call_and_the_pool_heals(pool: WorkerPool) -> None:
    """A function that kills its worker is tried on a second one, then given up; the next call is computed."""
    with pytest.raises(Unavailable):
        pool.run(work.die)
    assert pool.run(work.busy, 0)


def test_idle_workers_end(pool: WorkerPool) -> None:
    """A pool that rests holds no process."""
    pool.run(work.busy, 0)
    (pid,) = pool.pids
    pool.end_idle()
    assert pool.pids == []
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_worker_drags_in_nothing_but_what_it_runs(pool: WorkerPool) -> None:
    """The database, the bus and the contracts stay out of a worker that does not need them."""
    assert pool.run(work.loaded, ("sqlalchemy", "eventlet", "nameko", "kombu", "amqp", "marshmallow")) == []
