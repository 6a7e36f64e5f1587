"""A step of a plan: what is missing or wrong on a server, and what would put it right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

# create: was not there; correct: was there, otherwise; remove: was there and may not be;
# keep: should go, but still holds something: left for the operator to decide.
Kind = Literal["create", "correct", "remove", "keep"]


class ProvisioningRefused(Exception):
    """The plan exceeds what a server can carry, or would lose something: nothing was changed."""


@dataclass(frozen=True)
class Step:
    """One thing to do, in the operator's words; secrets never stand in ``says``."""

    kind: Kind
    says: str


@dataclass(frozen=True)
class Statement(Step):
    """An SQL statement, to run in one database as the server's administrator."""

    database: str
    sql: str = field(repr=False)


@dataclass(frozen=True)
class Definition(Step):
    """An entry of the broker's definitions: its section (``users``, ``queues`` …) and its fields."""

    section: str
    entry: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Deletion(Step):
    """Something to delete through the broker's management API."""

    path: str


@dataclass(frozen=True)
class Unbinding(Step):
    """A binding to remove; ``path`` lists those between the same exchange and queue."""

    path: str
    routing_key: str
    arguments: dict[str, Any]
