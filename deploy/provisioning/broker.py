"""The broker's management API: what is there, read in one go; and steps, carried out (RabbitMQ 3.10 to 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import httpx

from .step import Definition, Deletion, ProvisioningRefused, Step, Unbinding

# Accounts and places first, then what stands in them, and what carries messages last.
_FIRST = ("vhosts", "users", "permissions", "topic_permissions", "exchanges", "queues")
_THEN = ("bindings",)
_LAST = ("parameters",)


@dataclass(frozen=True)
class FoundBroker:
    """The broker as it is: its definitions, and what its queues hold."""

    version: str
    alarms: tuple[str, ...]
    shovels_enabled: bool
    definitions: dict[str, list[dict[str, Any]]] = field(repr=False)
    # (vhost, queue) → messages
    messages: dict[tuple[str, str], int] = field(default_factory=dict)


class Broker:
    """A RabbitMQ, reached as its administrator."""

    def __init__(self, management: str, amqp: str) -> None:
        parts = urlsplit(management)
        self._amqp = urlsplit(amqp)
        address = parts.hostname or "localhost"
        netloc = f"[{address}]" if ":" in address else address
        netloc = f"{netloc}:{parts.port}" if parts.port else netloc
        base = urlunsplit((parts.scheme or "http", netloc, parts.path.rstrip("/"), "", ""))
        account = (_plain(parts.username) or "guest", _plain(parts.password) or "guest")
        self._http = httpx.Client(base_url=base, auth=account, timeout=60, trust_env=False)

    def url(self, user: str, password: str, vhost: str) -> str:
        """Return the AMQP URL of one account in one vhost."""
        host = self._amqp.hostname or "localhost"
        host = f"[{host}]" if ":" in host else host
        port = f":{self._amqp.port}" if self._amqp.port else ""
        account = f"{quote(user, safe='')}:{quote(password, safe='')}"
        return f"{self._amqp.scheme or 'amqp'}://{account}@{host}{port}/{quote(vhost, safe='')}"

    def read(self) -> FoundBroker:
        """Look at everything; raises ProvisioningRefused when the API does not answer as an administrator's."""
        overview = self._get("/api/overview")
        nodes = self._get("/api/nodes")
        named = (("mem_alarm", "memory"), ("disk_free_alarm", "disk"))
        alarms = tuple(what for flag, what in named if any(node.get(flag) for node in nodes))
        queues = self._get("/api/queues?columns=vhost,name,messages")
        return FoundBroker(
            version=overview["rabbitmq_version"],
            alarms=alarms,
            shovels_enabled=self._http.get("/api/shovels").status_code == 200,
            definitions=self._get("/api/definitions"),
            messages={(one["vhost"], one["name"]): one.get("messages", 0) for one in queues},
        )

    def carry_out(self, steps: Sequence[Step]) -> None:
        """Remove first, then make what is missing, by a few calls however many steps there are."""
        for step in steps:
            if isinstance(step, Unbinding):
                self._unbind(step)
            elif isinstance(step, Deletion):
                self._check(self._http.delete(step.path), allow=(404,))
        definitions = [step for step in steps if isinstance(step, Definition)]
        for sections in (_FIRST, _THEN, _LAST):
            self._define(step for step in definitions if step.section in sections)

    def dead_letters(self, vhost: str) -> int:
        """Count the malformed messages that lie in a vhost."""
        answer = self._http.get(f"/api/queues/{quote(vhost, safe='')}/dead-letters")
        return int(answer.json().get("messages", 0)) if answer.status_code == 200 else 0

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _define(self, steps: Iterable[Definition]) -> None:
        sections: dict[str, list[dict[str, Any]]] = {}
        for step in steps:
            sections.setdefault(step.section, []).append(step.entry)
        if sections:
            self._check(self._http.post("/api/definitions", json=sections))

    def _unbind(self, step: Unbinding) -> None:
        """Find the binding's key, which the broker derives from its routing key and arguments, and delete it."""
        for one in self._get(step.path):
            if one["routing_key"] == step.routing_key and one["arguments"] == step.arguments:
                key = quote(one["properties_key"], safe="")
                self._check(self._http.delete(f"{step.path}/{key}"), allow=(404,))

    def _get(self, path: str) -> Any:
        return self._check(self._http.get(path)).json()

    def _check(self, answer: httpx.Response, allow: tuple[int, ...] = ()) -> httpx.Response:
        if answer.status_code == 401:
            raise ProvisioningRefused(f"the broker at {self._http.base_url} does not know this administrator")
        if answer.status_code == 403:
            raise ProvisioningRefused(f"the account at {self._http.base_url} is not the broker's administrator")
        if answer.is_error and answer.status_code not in allow:
            asked = f"{answer.request.method} {answer.request.url.path}"
            raise ProvisioningRefused(f"the broker refused {asked}: {answer.status_code} {_reason(answer)}")
        return answer


def _reason(answer: httpx.Response) -> str:
    """Read why from the answer; the broker does not repeat what was sent, which holds passwords."""
    try:
        return str(answer.json().get("reason", ""))[:300]
    except (ValueError, AttributeError):
        return ""


def _plain(text: str | None) -> str:
    return unquote(text or "")
