"""An operation or an event as it is declared, once; everything else is derived from these two values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from ..refusals import Refusal
from .schema import PageQuery, QuerySchema, Schema

Kind = Literal["query", "command", "job", "download"]
JSON = ("application/json",)
LONGEST_ID = 200  # characters of a part of a path


@dataclass(frozen=True, eq=False)
class Operation:
    """One way in: its RPC method, its route, its shapes, its scope and what it refuses."""

    service: str
    name: str
    kind: Kind
    method: str
    path: str
    summary: str
    scope: str | None
    body: type[Schema] | None = None
    query: type[QuerySchema] | None = None
    returns: type[Schema] | None = None
    refuses: tuple[type[Refusal], ...] = ()
    emits: tuple[EventType, ...] = ()
    status: int = 200
    accepts: tuple[str, ...] = JSON
    produces: tuple[str, ...] = JSON
    paged: bool = False
    snapshot: bool = False
    anonymous: bool = False
    # For a person who has signed in, in their own name: no scope opens it, and no key, not even one of ``*``.
    personal: bool = False
    # False when the answer holds secrets: it is given once and never kept, so a replay is refused (answer_not_kept).
    keeps_answer: bool = True
    # True for a change that computes for long, such as a tally: the gateway gives it its longer deadline.
    takes_long: bool = False
    # The most bytes of uploaded content that this takes, where it is less than the gateway lets through.
    largest: int | None = None
    # How often one network address may ask within a minute, where the gateway's own limit is far too much.
    a_minute: int | None = None
    room: str = ""
    loaders: dict[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        ways = (self.anonymous, self.personal, bool(self.scope))
        assert sum(ways) == 1, f"{self.name} needs a scope, a person, or nobody: one of them"
        assert re.fullmatch(r"[a-z][a-z0-9_]*", self.name), self.name
        for label, schema in (("body", self.body), ("query", self.query), ("returns", self.returns)):
            if schema is not None:
                self.loaders[label] = schema()

    @property
    def rpc(self) -> str:
        """The routing key on the bus."""
        return f"{self.service}.{self.name}"

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names in the path, in order."""
        return tuple(re.findall(r"{(\w+)}", self.path))

    @property
    def writes(self) -> bool:
        """Whether this changes something, and so carries a command id."""
        return self.kind in ("command", "job")

    def schema(self, label: str) -> Any:
        """Return the one instance of the ``body``, ``query`` or ``returns`` schema, or None."""
        return self.loaders.get(label)


@dataclass(frozen=True, eq=False)
class EventType:
    """One kind of fact that a service tells: its CloudEvents type, the shape of its data and what its subject names."""

    service: str
    name: str
    schema: type[Schema]
    summary: str
    version: int = 1
    # Whether a cooperative may disclose it to its federation (statutes.disclosures still decides).
    exportable: bool = False
    # Whether it leaves for one other cooperative alone, which whoever tells it names (``unit.emit(…, to="alpar")``).
    addressed: bool = False

    @cached_property
    def shape(self) -> Schema:
        """The one instance of the schema: making one costs more than using it."""
        return self.schema()

    @cached_property
    def type(self) -> str:
        """The CloudEvents type, which is also the routing key: ``ledger.shares.paid_up.v1``."""
        return f"{self.service}.{self.name}.v{self.version}"


def paged_query(query: type[QuerySchema] | None) -> type[QuerySchema]:
    """Return the query schema of a list: the filters given, and how the list is read."""
    if query is None:
        return PageQuery
    return type(f"{query.__name__}Page", (query, PageQuery), {"__doc__": query.__doc__})
