"""A service's contract: the four kinds of operation, and the events it tells."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from ..refusals import (
    COMMON,
    AnswerNotKept,
    CommandInFlight,
    IdempotencyKeyReused,
    InvalidCursor,
    NotFound,
    PersonalSignInNeeded,
    Refusal,
)
from .operation import JSON, EventType, Kind, Operation, paged_query
from .schema import QuerySchema, Schema

CONTRACTS: dict[str, Contract] = {}


class Contract:
    """What strangers may see of one service; every declaration goes through it, so names and routes stay unique."""

    def __init__(self, service: str, summary: str = "") -> None:
        assert service not in CONTRACTS, f"the contract of {service} is declared twice"
        self.service, self.summary = service, summary
        self.operations: dict[str, Operation] = {}
        self.events: dict[str, EventType] = {}
        CONTRACTS[service] = self

    def query(
        self,
        name: str,
        route: str,
        *,
        returns: type[Schema],
        scope: str | None = None,
        query: type[QuerySchema] | None = None,
        refuses: tuple[type[Refusal], ...] | list[type[Refusal]] = (),
        paged: bool = False,
        snapshot: bool = False,
        anonymous: bool = False,
        personal: bool = False,
        summary: str = "",
    ) -> Operation:
        """Declare a read; ``paged`` returns a list by cursor, ``snapshot`` reads everything at one instant.

        ``anonymous`` is for what a poll makes public: no key is asked for. ``personal`` is for a person who has signed
        in, about themselves: the action reads ``unit.actor.id``.
        """
        common = (InvalidCursor,) if paged else ()
        return self._add(
            "query", name, route, returns=returns, scope=scope, query=paged_query(query) if paged else query,
            refuses=(*refuses, *common), paged=paged, snapshot=snapshot, anonymous=anonymous, personal=personal,
            summary=summary,
        )  # fmt: skip

    def command(
        self,
        name: str,
        route: str,
        *,
        returns: type[Schema] | None = None,
        scope: str | None = None,
        body: type[Schema] | None = None,
        query: type[QuerySchema] | None = None,
        refuses: tuple[type[Refusal], ...] | list[type[Refusal]] = (),
        emits: tuple[EventType, ...] | list[EventType] = (),
        status: int | None = None,
        anonymous: bool = False,
        personal: bool = False,
        keeps_answer: bool = True,
        takes_long: bool = False,
        a_minute: int | None = None,
        summary: str = "",
    ) -> Operation:
        """Declare a change: one transaction, idempotent by its command id.

        ``anonymous`` is for secret ballots and for signing in: no key, no ``once``, no audit line; the operation
        authorises and deduplicates itself. ``personal`` is for a person who has signed in, in their own name
        (``unit.actor.id``). Without ``keeps_answer`` the answer holds secrets and is given once.
        One that ``takes_long`` has the gateway's longer deadline; of an anonymous one each network address may ask
        ``a_minute``.
        """
        common = () if anonymous else (CommandInFlight, IdempotencyKeyReused)
        common = common if keeps_answer or anonymous else (*common, AnswerNotKept)
        return self._add(
            "command", name, route, returns=returns, scope=scope, body=body, query=query,
            refuses=(*refuses, *common), emits=tuple(emits), anonymous=anonymous, personal=personal, summary=summary,
            keeps_answer=keeps_answer, takes_long=takes_long, a_minute=a_minute,
            status=status or (201 if route.startswith("POST") else 200),
        )  # fmt: skip

    def job(
        self,
        name: str,
        route: str,
        *,
        scope: str,
        returns: type[Schema] | None = None,
        body: type[Schema] | None = None,
        query: type[QuerySchema] | None = None,
        accepts: tuple[str, ...] = JSON,
        largest: int | None = None,
        refuses: tuple[type[Refusal], ...] | list[type[Refusal]] = (),
        emits: tuple[EventType, ...] | list[EventType] = (),
        summary: str = "",
    ) -> Operation:
        """Declare long work: answered 202 with the job; ``accepts`` other than JSON is uploaded content.

        Content of more than ``largest`` bytes is refused at the door, before it is read.
        """
        return self._add(
            "job", name, route, returns=returns, scope=scope, body=body, query=query, accepts=accepts,
            largest=largest, refuses=(*refuses, CommandInFlight, IdempotencyKeyReused), emits=tuple(emits), status=202,
            summary=summary,
        )  # fmt: skip

    def download(
        self,
        name: str,
        route: str,
        *,
        scope: str | None = None,
        produces: tuple[str, ...],
        query: type[QuerySchema] | None = None,
        refuses: tuple[type[Refusal], ...] | list[type[Refusal]] = (),
        anonymous: bool = False,
        personal: bool = False,
        summary: str = "",
    ) -> Operation:
        """Declare an export or a document: pages of text or bytes that the gateway joins into one stream.

        ``anonymous`` is for what a poll makes public: no key is asked for. ``personal`` is for a person signed in.
        """
        return self._add(
            "download", name, route, scope=scope, produces=produces, query=query, refuses=(*refuses, InvalidCursor),
            anonymous=anonymous, personal=personal, summary=summary,
        )  # fmt: skip

    def event(
        self,
        name: str,
        schema: type[Schema],
        *,
        summary: str = "",
        exportable: bool = False,
        addressed: bool = False,
    ) -> EventType:
        """Declare a fact that this service tells, as ``subject.happened`` in the past tense.

        An ``exportable`` one leaves for every linked cooperative, an ``addressed`` one for the one that is named.
        """
        assert name not in self.events, f"{self.service}.{name} is declared twice"
        assert not (exportable and addressed), f"{self.service}.{name} goes to all or to one"
        said = summary or _first_line(schema)
        self.events[name] = EventType(self.service, name, schema, said, exportable=exportable, addressed=addressed)
        return self.events[name]

    def _add(self, kind: Kind, name: str, route: str, **declared: Any) -> Operation:
        method, _, path = route.partition(" ")
        assert name not in self.operations, f"{self.service}.{name} is declared twice"
        needed = (PersonalSignInNeeded,) if declared.get("personal") else ()
        missing = (NotFound,) if "{" in path else ()
        declared["refuses"] = tuple(dict.fromkeys((*declared["refuses"], *needed, *COMMON, *missing)))
        operation = Operation(self.service, name, kind, method, path, room=_room(), **declared)
        self.operations[name] = operation
        return operation


def _room() -> str:
    """The capability whose contract is being read, for the documentation's sections."""
    frame: FrameType | None = sys._getframe(2)  # not inspect.stack(): it reads every source file, 90 % of the start
    for _ in range(4):
        if frame is None:
            break
        module = frame.f_globals.get("__name__", "")
        if module.startswith("services.") and "commons" not in module:
            return ".".join(module.split(".")[1:3])
        frame = frame.f_back
    return ""


def _first_line(thing: Any) -> str:
    return (thing.__doc__ or "").strip().splitlines()[0] if thing.__doc__ else ""
