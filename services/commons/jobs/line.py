"""One line of a job's work, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Outcome = Literal["created", "updated", "skipped", "refused"]


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of work with the line number that a person finds it by; ``problem`` if it could not even be read."""

    number: int
    value: Any = None
    problem: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a line came to: its outcome, what it concerns (an id), and why it was refused."""

    outcome: Outcome
    subject: str | None = None
    problem: dict[str, Any] | None = None
