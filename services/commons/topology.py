"""The broker topology of one cooperative's vhost, derived from the contracts; whoever provisions applies it.

Invariant: no service may declare anything, call another service, or write where another's name stands; what another
cooperative tells arrives on an exchange that only its own shovel may write, so provenance comes from the topology.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from .bindings import addressed, followed
from .contract.discovery import SERVICES

RPC, EVENTS, EXPORT, DEAD_LETTERS = "nameko-rpc", "events", "export", "dead-letters"
NOTHING = "^$"
DAY = 24 * 3600 * 1000

# A quorum queue hands a message out again each time a connection is lost with it in hand. RabbitMQ 4 gives up after 20
# such deliveries unless told otherwise, 3.10 never does (and takes no -1): a broker that flaps must not bury events.
DELIVERIES = 1_000_000


@dataclass(frozen=True)
class Exchange:
    """A durable exchange."""

    name: str
    type: Literal["topic"] = "topic"


@dataclass(frozen=True)
class Queue:
    """A durable queue; ``arguments`` include ``x-queue-type`` and fit RabbitMQ 3.10 to 4."""

    name: str
    type: Literal["classic", "quorum"]
    arguments: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Binding:
    """A queue takes from an exchange what matches a routing key."""

    exchange: str
    queue: str
    routing_key: str


@dataclass(frozen=True)
class Permission:
    """What a user may configure, write and read in this vhost, as regular expressions over names."""

    user: str
    configure: str
    write: str
    read: str


@dataclass(frozen=True)
class TopicPermission:
    """Which routing keys a user may publish to a topic exchange with (write), and bind to it with (read)."""

    user: str
    exchange: str
    write: str
    read: str


@dataclass(frozen=True)
class User:
    """A broker account that this cooperative needs; its password is made once, by provisioning.

    ``purpose`` is the process that gets it: a service's name, ``http``, ``export`` or ``import``.
    """

    name: str
    purpose: str


@dataclass(frozen=True)
class Shovel:
    """Carries what this cooperative exports to the exchange that bears its name in another's vhost.

    To be made dynamic, ``ack-mode`` ``on-confirm``, in the source's vhost; the routing key stays as it was.
    """

    name: str
    source_vhost: str
    source_queue: str
    source_user: str
    target_vhost: str
    target_exchange: str
    target_user: str


@dataclass(frozen=True)
class Vhost:
    """All that one cooperative has on the broker."""

    name: str
    exchanges: tuple[Exchange, ...]
    queues: tuple[Queue, ...]
    bindings: tuple[Binding, ...]
    users: tuple[User, ...]
    permissions: tuple[Permission, ...]
    topic_permissions: tuple[TopicPermission, ...]
    shovels: tuple[Shovel, ...]


def vhost_of(slug: str) -> str:
    """Return the name of a cooperative's vhost."""
    return f"coop.{slug}"


def addressed_key(slug: str, kind: str) -> str:
    """Return the routing key under which an event leaves for one cooperative alone."""
    return f"to.{slug}.{kind}"


def import_user(receiver: str, sender: str) -> str:
    """Return the account by which a sender's shovel writes into the receiver's vhost, and nowhere else."""
    return f"{receiver}.import.{sender}"


def topology_of(slug: str, linked: Sequence[str] = (), services: Sequence[str] = SERVICES) -> Vhost:
    """Describe the vhost of a cooperative.

    ``linked`` are the cooperatives it exchanges exports with: a member's federations, a federation's members. Load
    the services first (``registry.load_services``): what they follow decides the bindings.
    """
    exchanges = [Exchange(name) for name in (RPC, EVENTS, EXPORT, DEAD_LETTERS)]
    exchanges += [Exchange(f"import.{other}") for other in linked]
    queues = [_dead_letters(), *(queue for name in services for queue in (_calls(name), _events(name)))]
    queues += [_export(other) for other in linked]
    bindings = [Binding(DEAD_LETTERS, DEAD_LETTERS, "#")]
    for other in linked:
        # What is for all, and what is for this one.
        bindings += [Binding(EXPORT, f"export.{other}", f"{service}.#") for service in services]
        bindings.append(Binding(EXPORT, f"export.{other}", addressed_key(other, "#")))
    for service in services:
        bindings += _bindings(slug, service, linked)
    users = [User(f"{slug}.{service}", service) for service in services]
    users += [User(f"{slug}.http", "http"), User(f"{slug}.export", "export")]
    users += [User(import_user(slug, other), "import") for other in linked]
    return Vhost(
        vhost_of(slug), tuple(exchanges), tuple(queues), tuple(bindings), tuple(users),
        tuple(_permissions(slug, linked, services)), tuple(_topic_permissions(slug, linked, services)),
        tuple(_shovel(slug, other) for other in linked),
    )  # fmt: skip


def _calls(service: str) -> Queue:
    """Requests live for seconds: classic and transient; no TTL, for an expired one would lie in the dead letters."""
    return Queue(f"rpc-{service}", "classic", {"x-queue-type": "classic", "x-dead-letter-exchange": DEAD_LETTERS,
                                               "x-max-length": 20_000, "x-overflow": "reject-publish"})  # fmt: skip


def _events(service: str) -> Queue:
    """All that a service follows, in one order, with one consumer at a time."""
    return Queue(f"events-{service}", "quorum", {
        "x-queue-type": "quorum", "x-single-active-consumer": True, "x-delivery-limit": DELIVERIES,
        "x-overflow": "reject-publish", "x-dead-letter-exchange": DEAD_LETTERS,
        "x-dead-letter-strategy": "at-least-once",
    })  # fmt: skip


def _dead_letters() -> Queue:
    """Malformed messages, for the operator to look at; they may hold anything, so they do not stay."""
    return Queue(DEAD_LETTERS, "quorum", {"x-queue-type": "quorum", "x-message-ttl": 30 * DAY, "x-max-length": 10_000})


def _export(other: str) -> Queue:
    return Queue(f"export.{other}", "quorum", {"x-queue-type": "quorum", "x-delivery-limit": DELIVERIES})


def _bindings(slug: str, service: str, linked: Sequence[str]) -> list[Binding]:
    bound = [Binding(RPC, f"rpc-{service}", f"{service}.*")]
    bound += [Binding(EVENTS, f"events-{service}", _key(kind)) for kind in followed(service)]
    for other in linked:
        bound += [Binding(f"import.{other}", f"events-{service}", key) for key in _foreign_keys(slug, service)]
    return bound


def _foreign_keys(slug: str, service: str) -> list[str]:
    """List the keys under which others' events are taken: an addressed one only when it is for this cooperative."""
    to_one = addressed(service)
    return [addressed_key(slug, kind) if kind in to_one else _key(kind) for kind in followed(service, foreign=True)]


def _key(kind: str) -> str:
    return "#" if kind == "*" else kind


def _permissions(slug: str, linked: Sequence[str], services: Sequence[str]) -> list[Permission]:
    allowed = [
        Permission(f"{slug}.{service}", NOTHING, rf"^({RPC}|{EVENTS}|{EXPORT})$", rf"^(rpc|events)-{service}$")
        for service in services
    ]
    own = rf"^({RPC}|rpc\.reply-.*)$"
    allowed.append(Permission(f"{slug}.http", r"^rpc\.reply-", own, own))
    allowed.append(Permission(f"{slug}.export", NOTHING, NOTHING, r"^export\."))
    for other in linked:
        allowed.append(Permission(import_user(slug, other), NOTHING, rf"^import\.{re.escape(other)}$", NOTHING))
    return allowed


def _topic_permissions(slug: str, linked: Sequence[str], services: Sequence[str]) -> list[TopicPermission]:
    allowed = []
    for service in services:
        allowed.append(TopicPermission(f"{slug}.{service}", RPC, r"^reply\.", NOTHING))
        allowed.append(TopicPermission(f"{slug}.{service}", EVENTS, rf"^{service}\.", NOTHING))
        allowed.append(TopicPermission(f"{slug}.{service}", EXPORT, rf"^(to\.[a-z0-9_-]+\.)?{service}\.", NOTHING))
    callable_ = "|".join(services)
    allowed.append(TopicPermission(f"{slug}.http", RPC, rf"^({callable_})\.", r"^reply\.[0-9a-f-]+$"))
    return allowed


def _shovel(slug: str, other: str) -> Shovel:
    return Shovel(f"export.{other}", vhost_of(slug), f"export.{other}", f"{slug}.export",
                  vhost_of(other), f"import.{slug}", import_user(other, slug))  # fmt: skip
