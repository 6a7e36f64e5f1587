"""The bells of one cooperative in one service, rung after commits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from ..events.bell import Bell


@dataclass(frozen=True)
class Bells:
    """One bell for each who waits for work; ``Database.wake`` names them so."""

    relay: Bell = field(default_factory=Bell)
    jobs: Bell = field(default_factory=Bell)
    # Those of the service's own tasks, by name.
    tasks: dict[str, Bell] = field(default_factory=lambda: defaultdict(Bell))

    def ring(self, whom: str) -> None:
        """Ring the bell of ``relay``, of ``jobs`` or of a task."""
        if whom == "relay":
            self.relay.ring()
        elif whom == "jobs":
            self.jobs.ring()
        else:
            self.tasks[whom].ring()
