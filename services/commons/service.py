"""A service as the host runs it: its contract, the rooms whose actions answer it, and its own tasks."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

from .bindings import ANSWERS
from .contract import Contract
from .tasks import Task


@dataclass(frozen=True)
class Service:
    """What ``services/<name>/service.py`` lists; importing the rooms binds their answers and followers."""

    contract: Contract
    rooms: tuple[ModuleType, ...]
    tasks: tuple[Task, ...] = ()

    def __post_init__(self) -> None:
        unanswered = [one.name for one in self.contract.operations.values() if one not in ANSWERS]
        if unanswered:
            raise TypeError(
                f"{self.contract.service} declares operations that nothing answers: {', '.join(unanswered)}"
            )

    @property
    def name(self) -> str:
        """The name on the bus."""
        return self.contract.service
