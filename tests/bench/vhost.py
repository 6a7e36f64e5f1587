"""A vhost of the bench's own: stock nameko declares what it needs by itself, which provisioned accounts may not."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import httpx

from deploy.embedded import EmbeddedServers

NAME = "bench"


def bench_vhost(servers: EmbeddedServers) -> str:
    """Make the vhost with what our own server for ``echo`` declares passively; return the administrator's URL of it."""
    parts = urlsplit(servers.amqp_admin)
    with httpx.Client(base_url=f"{servers.management}/api/", timeout=30) as api:
        _put(api, f"vhosts/{NAME}", {})
        _put(api, f"permissions/{NAME}/{parts.username}", {"configure": ".*", "write": ".*", "read": ".*"})
        for exchange in ("nameko-rpc", "dead-letters"):
            _put(api, f"exchanges/{NAME}/{exchange}", {"type": "topic", "durable": True})
        _put(api, f"queues/{NAME}/rpc-echo", {"durable": True, "arguments": {"x-dead-letter-exchange": "dead-letters"}})
        bound = api.post(f"bindings/{NAME}/e/nameko-rpc/q/rpc-echo", json={"routing_key": "echo.*"})
        bound.raise_for_status()
    return urlunsplit((parts.scheme, parts.netloc, f"/{NAME}", "", ""))


def _put(api: httpx.Client, path: str, body: dict[str, object]) -> None:
    api.put(path, json=body).raise_for_status()
