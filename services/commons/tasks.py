"""Work that a service does by itself for each cooperative, apart from calls, events and jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .clock import Clock
from .storage import Database


@dataclass(frozen=True)
class Task:
    """A piece of work that waits until it is calm.

    ``run(database, clock)`` does a portion and says whether there is more. It is woken by its name, which a change
    adds to ``session.info["wakes"]``; by the start; and every ``sweep`` seconds, in case a ring was lost. Once woken it
    waits until nobody has rung for ``quiet`` seconds, but no longer than ``latest``.
    """

    name: str
    run: Callable[[Database, Clock], bool]
    quiet: float = 1.0
    latest: float = 60.0
    sweep: float = 600.0
