"""The bells of one cooperative in one service, rung after commits."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..events.bell import Bell


@dataclass(frozen=True)
class Bells:
    """One bell for each who waits for work; ``Database.wake`` names them so."""

    relay: Bell = field(default_factory=Bell)
    jobs: Bell = field(default_factory=Bell)

    def ring(self, whom: str) -> None:
        """Ring the bell of ``relay`` or ``jobs``."""
        (self.relay if whom == "relay" else self.jobs).ring()
