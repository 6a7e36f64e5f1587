"""Ties each operation to the one function that answers it, and each event to those who follow it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from .contract.operation import EventType, Operation

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Answer:
    """The function that answers an operation; a job's also has ``items`` to settle one by one, and a ``finish``.

    ``together`` settles many of a job's items at once, for speed: ``(unit, values, **arguments)`` to a verdict each.
    It raises a Refusal when any one of them is refused; they are then settled in smaller parts, in the end one by one.
    """

    run: Callable[..., Any]
    items: Callable[..., Iterable[Any]] | None = None
    finish: Callable[..., Any] | None = None
    atomic: bool = False
    chunk: int = 100
    together: Callable[..., list[Any]] | None = None


@dataclass(frozen=True)
class Follower:
    """A handler of one event type in one service; ``projection`` names the tables that it alone fills."""

    service: str
    event: EventType | None
    run: Callable[..., Any]
    projection: tuple[type[Any], ...] = ()
    foreign: bool = False


ANSWERS: dict[Operation, Answer] = {}
_FOLLOWERS: dict[str, dict[str, list[Follower]]] = defaultdict(lambda: defaultdict(list))
EVERY = "*"


def answers(
    operation: Operation,
    *,
    items: Callable[..., Iterable[Any]] | None = None,
    finish: Callable[..., Any] | None = None,
    atomic: bool = False,
    chunk: int = 100,
    together: Callable[..., list[Any]] | None = None,
) -> Callable[[F], F]:
    """Bind a function to the operation that it answers; there is exactly one."""

    def bind(function: F) -> F:
        assert operation not in ANSWERS, f"{operation.rpc} is answered twice"
        assert (items is not None) == (operation.kind == "job"), f"{operation.rpc}: items are for jobs"
        ANSWERS[operation] = Answer(function, items, finish, atomic, chunk, together)
        return function

    return bind


def follows(
    event: EventType | str, *, by: str | None = None, projection: tuple[type[Any], ...] = (), foreign: bool = False
) -> Callable[[F], F]:
    """Bind a handler ``(unit, event)`` to an event of any service, or to every event with ``EVERY``.

    The following service is the one whose room the function stands in, unless ``by`` names it. A handler sees only
    events of its own cooperative, or with ``foreign`` only those that another one exported (``event.provenance``).
    """

    def bind(function: F) -> F:
        service = by or function.__module__.split(".")[1]
        kind = event if isinstance(event, str) else event.type
        declared = None if isinstance(event, str) else event
        _FOLLOWERS[service][kind].append(Follower(service, declared, function, projection, foreign))
        return function

    return bind


def followers(service: str, kind: str) -> list[Follower]:
    """Return the handlers of an event type in a service, those of every event included."""
    bound = _FOLLOWERS[service]
    return [*bound.get(kind, ()), *bound.get(EVERY, ())]


def followed(service: str, *, foreign: bool = False) -> list[str]:
    """Return the event types that a service follows (``*`` for all), its own cooperative's or foreign ones, sorted."""
    return sorted(
        kind for kind, bound in _FOLLOWERS[service].items() if any(one.foreign == foreign for one in bound)
    )


def addressed(service: str) -> set[str]:
    """Return the event types that a service follows and that others address to its cooperative alone."""
    return {one.event.type for one in all_followers(service) if one.event is not None and one.event.addressed}


def all_followers(service: str) -> list[Follower]:
    """Return every handler of a service."""
    return [follower for kind in sorted(_FOLLOWERS[service]) for follower in _FOLLOWERS[service][kind]]
