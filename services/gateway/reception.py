"""The one middleware: gives each request an id, looks at its text, and accounts for its answer."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from falcon.asgi import Request, Response

from services.commons.canonical import json_text

from . import metrics
from .refusals import InvalidText

TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}\Z")
Receive = Callable[[], Awaitable[Any]]
access_log = logging.getLogger("rochdale.gateway.access")

# No page of ours loads anything from elsewhere, is framed, or is taken for another type.
SECURITY = [
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
                                "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]  # fmt: skip


class Received:
    """What is known of a request while it is answered; ``code`` is that of the problem it came to."""

    __slots__ = (
        "anonymous", "code", "coop", "cut", "key_id", "operation", "received", "request_id", "started", "whole",
    )  # fmt: skip

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.request_id = os.urandom(16).hex()
        self.coop = self.operation = self.key_id = self.code = ""
        self.anonymous = self.cut = self.whole = False
        self.received = 0


class GatewayRequest(Request):
    """A request that carries what is known of it, and notices when its sender leaves in the midst of the body.

    Falcon's stream ends alike at the end of a body and at a disconnection: half a sheet would be taken for a whole one.
    """

    context_type = Received

    def __init__(self, scope: dict[str, Any], receive: Receive, first_event: Any = None, options: Any = None) -> None:
        async def watched() -> Any:
            event = await receive()
            self._account_for(event)
            return event

        super().__init__(scope, watched, first_event, options)
        if first_event is not None:
            self._account_for(first_event)

    def _account_for(self, event: Any) -> None:
        context = self.context
        if event["type"] == "http.disconnect":
            context.cut = True
            return
        # Falcon asks no more once it has as many bytes as were announced, so the last event may never be seen.
        context.received += len(event.get("body", b""))
        context.whole = not event.get("more_body") or context.received == self.content_length


class Reception:
    """What every request passes, in one pass each way."""

    def __init__(self, *, logged: bool = True) -> None:
        self._logged = logged

    async def process_request(self, req: Request, resp: Response) -> None:
        """Give the request its id, which is its trace's (W3C Trace Context), and refuse unreadable paths."""
        told = TRACEPARENT.match(req.get_header("traceparent") or "")
        if told:
            req.context.request_id = told[1]
        path = req.path
        if not path.isascii() and "\ufffd" in path or "\x00" in path:
            raise InvalidText(place="path")

    async def process_response(self, req: Request, resp: Response, resource: Any, succeeded: bool) -> None:
        """Set the headers that every answer has, count it, and write its line."""
        context = req.context
        status = resp.status_code
        resp.set_header("Request-Id", context.request_id)
        resp.set_headers(SECURITY)
        if not context.whole and (req.content_length or req.get_header("Transfer-Encoding")):
            # The rest of the body is not waited for, so the line is closed: said beforehand (RFC 9112 §9.6), or the
            # next request would be sent into it and lost.
            resp.set_header("Connection", "close")
        if resource is None or not getattr(resource, "cacheable", False):
            resp.set_header("Cache-Control", "no-store")
        seconds = time.monotonic() - context.started
        metrics.count(context.coop, context.operation, status, seconds)
        if self._logged:
            access_log.info(_line(req, status, seconds))


def _line(req: Request, status: int, seconds: float) -> str:
    """Return an access line; a path is named by its route, since ids and queries may be personal.

    A secret ballot's line says neither who asked, nor from where, nor under which id (DOMAIN.md §6).
    """
    context = req.context
    line = {"event": "request", "method": req.method, "route": req.uri_template or "", "status": status,
            "ms": round(seconds * 1000, 1), "coop": context.coop, "operation": context.operation}  # fmt: skip
    if context.code:
        line["code"] = context.code
    if not context.anonymous:
        line["request_id"] = context.request_id
        line["key"] = context.key_id
        line["address"] = req.remote_addr
    return json_text(line)
