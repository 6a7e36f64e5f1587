"""What the operator's tools ask a host over HTTP: does it live, whom does it serve, and how much."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

JSON = "application/json"
Status = Callable[[], dict[str, Any]]


def http_app(status: Status) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """Make the WSGI application: /live, /ready (200 only when all are served), /ready/{coop}, /metrics."""

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        code, media, body = _answer(status, environ.get("PATH_INFO", "/"))
        start_response(
            code, [("Content-Type", media), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
        )
        return [body]

    return app


def _answer(status: Status, path: str) -> tuple[str, str, bytes]:
    if path == "/live":
        return "200 OK", JSON, b'{"live":true}'
    if path == "/metrics":
        status()  # brings rochdale_served up to date
        return "200 OK", CONTENT_TYPE_LATEST, generate_latest()
    if path == "/ready":
        whole = status()
        return _code(whole["ready"]), JSON, json.dumps(whole).encode()
    if path.startswith("/ready/"):
        one = status()["cooperatives"].get(path.removeprefix("/ready/"))
        if one is not None:
            return _code(one["ready"]), JSON, json.dumps(one).encode()
    return "404 Not Found", JSON, b'{"code":"not_found"}'


def _code(ready: bool) -> str:
    return "200 OK" if ready else "503 Service Unavailable"
