"""Servers that somebody else runs, named by the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from deploy.embedded.errors import EmbeddedError

_MANAGEMENT_PORT = 15_672


class Server(Protocol):
    """What the suite asks of a server, private or not."""

    @property
    def url(self) -> str:
        """The administrator's address of the server."""

    @property
    def pids(self) -> list[int]:
        """The server's processes that are ours."""

    def launch(self) -> None:
        """Begin to start it."""

    def await_answer(self) -> None:
        """Wait until it answers."""

    def start(self) -> None:
        """Start it and wait until it answers."""

    def stop(self) -> None:
        """Stop it and wait for its end."""

    def kill(self) -> None:
        """End it at once."""

    def restart(self) -> None:
        """Stop it and start it again."""


class BrokerServer(Server, Protocol):
    """A broker has a management API besides."""

    @property
    def management(self) -> str:
        """The administrator's address of the management API."""


@dataclass(frozen=True)
class Existing:
    """A server that runs already: starting is nothing to do, and stopping is not ours to do."""

    url: str
    management: str = ""

    @property
    def pids(self) -> list[int]:
        """None of its processes is ours."""
        return []

    def launch(self) -> None:
        """It runs already."""

    def await_answer(self) -> None:
        """Its owner sees to that; what is wrong shows at the first use, in the words of the driver."""

    def start(self) -> None:
        """It runs already."""

    def stop(self) -> None:
        """Refuse: others may use it."""
        raise EmbeddedError("this server was given by ROCHDALE_AMQP or ROCHDALE_DATABASE: it is not ours to stop")

    kill = stop
    restart = stop


def existing_broker(environment: Mapping[str, str]) -> Existing | None:
    """Return the broker of ROCHDALE_AMQP, its management API by ROCHDALE_MANAGEMENT or on the same host, port 15672."""
    amqp = environment.get("ROCHDALE_AMQP", "")
    if not amqp:
        return None
    return Existing(amqp, (environment.get("ROCHDALE_MANAGEMENT") or _management_of(amqp)).rstrip("/"))


def existing_database(environment: Mapping[str, str]) -> Existing | None:
    """Return the PostgreSQL of ROCHDALE_DATABASE."""
    address = environment.get("ROCHDALE_DATABASE", "")
    return Existing(address) if address else None


def _management_of(amqp: str) -> str:
    parts = urlsplit(amqp)
    host = parts.hostname or "localhost"
    host = f"[{host}]" if ":" in host else host
    account, at, _ = parts.netloc.rpartition("@")
    scheme = "https" if parts.scheme == "amqps" else "http"
    return urlunsplit((scheme, f"{account}{at}{host}:{_MANAGEMENT_PORT}", "", "", ""))
