"""The gateway's one way to the services: a caller. In production it is the bus; a benchmark puts in another."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, Protocol

from services.commons.credentials import Credentials, CredentialsUnreadable
from services.commons.refusals import Unavailable


class Caller(Protocol):
    """Calls an operation of a service of one cooperative; everything the gateway knows comes through it."""

    def cooperatives(self) -> Collection[str]:
        """Return the slugs that are served now."""

    async def call(
        self, coop: str, key: str, kwargs: dict[str, Any], headers: dict[str, str], timeout: float
    ) -> dict[str, Any]:
        """Return ``{"status", "body", "events", "replayed", "headers"}``; raise Remote or Unavailable."""

    async def close(self) -> None:
        """Let go of every connection."""


class Bus:
    """Calls over the broker: one multiplexed client for each cooperative of the credentials file.

    The file is looked at again for each question, so a new cooperative is served without a restart.
    """

    def __init__(self, credentials: Path) -> None:
        # Here, not above: a process that calls in another way (a benchmark's) needs no broker client.
        from services.commons.rpc.clients import RpcClients

        self._credentials = Credentials(credentials)
        self._clients = RpcClients(self._url_of)

    def cooperatives(self) -> Collection[str]:
        """Return the slugs in the credentials file; none while it cannot be read."""
        try:
            return self._credentials.current().keys()
        except CredentialsUnreadable:
            return ()

    async def call(
        self, coop: str, key: str, kwargs: dict[str, Any], headers: dict[str, str], timeout: float
    ) -> dict[str, Any]:
        """Call over the cooperative's own vhost."""
        try:
            client = self._clients.of(coop)
        except KeyError:
            raise Unavailable(service=key.partition(".")[0], coop=coop) from None
        return await client.call(key, kwargs, headers, timeout)

    async def close(self) -> None:
        """Close every client."""
        self._clients.close()

    def _url_of(self, coop: str) -> str | None:
        try:
            access = self._credentials.current().get(coop)
        except CredentialsUnreadable:
            return None
        return access.amqp if access else None
