"""A request and its answer, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..storage.unit import Actor


@dataclass(slots=True)
class Request:
    """One call of one operation; ``deadline`` is in seconds since the epoch, ``after`` holds event ids to wait for."""

    actor: Actor
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    command_id: str | None = None
    deadline: float | None = None
    trace: str = ""
    after: tuple[tuple[str, str], ...] = ()
    upload: str | None = None
    # A body that is too long to be read on the hub, as JSON text; and what it came to, once read and validated.
    text: bytes | None = None
    loaded: Any = None
    # Why, in the words of whoever asks; it stands in the trail.
    reason: str | None = None


@dataclass(slots=True)
class Answered:
    """What an operation answered: an HTTP status, a JSON value, and the events (id, type) told meanwhile."""

    status: int
    body: Any
    events: list[tuple[str, str]] = field(default_factory=list)
    replayed: bool = False
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a download: text or bytes, and the cursor of the next part (None on the last)."""

    content: str | bytes
    media: str
    next_cursor: str | None = None
    filename: str | None = None
