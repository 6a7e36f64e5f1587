"""The one resource of the gateway: whatever the operation, HTTP in, one call over the bus, HTTP out."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from falcon.asgi import Request, Response

from services.commons.canonical import json_text
from services.commons.clock import Clock
from services.commons.contract import LONGEST_ID, Operation
from services.commons.refusals import NotFound
from services.commons.requests import check_access

from . import bodies, downloads, headers
from .auth import Doorkeeper
from .callers import Caller
from .limits import Buckets
from .refusals import PathTooLong, Unauthenticated, UnknownCooperative
from .routes import Route, service_of_job

SOON, LONG = 5.0, 30.0  # seconds until a call's deadline; the longer one for what takes long, long bodies and downloads
FINISHED = ("succeeded", "failed", "cancelled")


@dataclass(frozen=True)
class Desk:
    """What every door needs: the caller, the keys, the limits, the clock, and where a request comes from."""

    caller: Caller
    doorkeeper: Doorkeeper
    keys: Buckets
    addresses: Buckets
    clock: Clock
    address: Callable[[Request], str]


class Door:
    """The operations behind one path."""

    def __init__(self, route: Route, desk: Desk) -> None:
        self._operations, self._desk = route.operations, desk
        for method in route.operations:
            # Falcon finds responders by name: on_get, on_post, …
            setattr(self, f"on_{method.lower()}", self._responder(method))
        if "GET" in route.operations:
            self.on_head = self._responder("GET")

    def _responder(self, method: str) -> Callable[..., Any]:
        operations = self._operations[method]
        only = next(iter(operations.values())) if len(operations) == 1 else None

        async def respond(req: Request, resp: Response, coop: str, **places: str) -> None:
            operation = only or _job_operation(operations, places["p0"])
            path = dict(zip(operation.parameters, places.values(), strict=True))
            await self._answer(req, resp, operation, coop, path)

        return respond

    async def _answer(
        self, req: Request, resp: Response, operation: Operation, coop: str, path: dict[str, str]
    ) -> None:
        desk, context = self._desk, req.context
        if coop not in desk.caller.cooperatives():
            raise UnknownCooperative()
        context.coop, context.operation, context.anonymous = coop, operation.rpc, operation.anonymous
        message = await self._authorised(req, operation, coop)
        if (longest := max(map(len, path.values()), default=0)) > LONGEST_ID:
            raise PathTooLong(length=longest, most=LONGEST_ID)
        kwargs: dict[str, Any] = {"path": path, "query": headers.query_of(req), "body": None, "upload": None}
        timeout = LONG if operation.takes_long else SOON
        if operation.kind == "download":
            if "format" not in kwargs["query"] and (chosen := headers.preferred_format(req, operation)):
                kwargs["query"]["format"] = chosen
            resp.append_header("Vary", "Accept")
            return await downloads.answer(desk, resp, operation, coop, kwargs, message, LONG)
        if operation.writes:
            if not operation.anonymous:
                message["rochdale.command"] = headers.command_id(req)
                if why := headers.reason(req):
                    message["rochdale.reason"] = why
            body = await bodies.read(req, operation)
            if body.spooled is not None:
                timeout = LONG
                kwargs["upload"] = await self._upload(operation, coop, body, message)
            elif body.text is not None:
                timeout = LONG
                kwargs["text"] = body.text
            else:
                kwargs["body"] = body.value
        wait = headers.preferred_wait(req) if operation.kind == "job" else None
        result = await self._call(operation.rpc, coop, kwargs, message, timeout)
        if operation.kind == "job":
            resp.location = f"/v1/coops/{coop}/jobs/{result['body']['id']}"
            if wait:
                resp.set_header("Preference-Applied", f"wait={wait}")
                await self._wait(operation, coop, result, message, wait)
        _write(resp, result)

    async def _authorised(self, req: Request, operation: Operation, coop: str) -> dict[str, str]:
        """Check the key or token and its rate; return the headers of the message that carries the request on."""
        desk, context = self._desk, req.context
        if operation.anonymous:
            # A voter: who they are stays out of the message, and the id of the answer leads nowhere.
            desk.addresses.take(desk.address(req))
            if operation.a_minute is not None:
                desk.addresses.take((desk.address(req), operation.rpc), operation.a_minute)
            context.request_id = os.urandom(16).hex()
            return {}
        try:
            held = await desk.doorkeeper.admit(coop, req.get_header("Authorization"))
        except Unauthenticated:
            desk.addresses.take(desk.address(req))
            raise
        context.key_id = held.id
        desk.keys.take((coop, held.actor.id))
        check_access(operation, held.actor)
        message = {
            "rochdale.actor": held.actor.id,
            "rochdale.actor-kind": held.actor.kind,
            "rochdale.scopes": held.scopes,
            "traceparent": f"00-{context.request_id}-{os.urandom(8).hex()}-01",
        }
        if awaited := headers.after(req):
            message["rochdale.after"] = awaited
        return message

    async def _call(
        self, key: str, coop: str, kwargs: dict[str, Any], message: dict[str, str], timeout: float
    ) -> dict[str, Any]:
        message["rochdale.deadline"] = f"{self._desk.clock().timestamp() + timeout:.3f}"
        return await self._desk.caller.call(coop, key, kwargs, message, timeout)

    async def _upload(self, operation: Operation, coop: str, body: bodies.Body, message: dict[str, str]) -> str:
        """Send a spooled body ahead in parts and return its name.

        The name is made of the key, the command and the content: a retry stores nothing twice and is known as the same
        request, while the same command with other content is noticed by ``once``.
        """
        assert body.spooled is not None
        said = "|".join((message.get("rochdale.actor", ""), message.get("rochdale.command", ""), body.digest))
        upload_id = f"upl_{bodies.digest_of(said.encode())[:40]}"
        with body.spooled:
            for number, last, content in bodies.parts_of(body.spooled):
                part = {"upload_id": upload_id, "part": number, "last": last, "content": content,
                        "operation": operation.name}  # fmt: skip
                await self._call(f"{operation.service}.upload_part", coop, part, message, LONG)
        return upload_id

    async def _wait(
        self, operation: Operation, coop: str, result: dict[str, Any], message: dict[str, str], seconds: int
    ) -> None:
        """Look at a job until it has ended or the wait is over, and put what was seen into the result."""
        loop = asyncio.get_running_loop()
        end, pause = loop.time() + seconds, 0.02
        # Whoever may start a job may see what it came to.
        looking = {**message, "rochdale.scopes": "jobs:read"}
        looking.pop("rochdale.command", None)
        kwargs = {"path": {"job_id": result["body"]["id"]}, "query": {}, "body": None, "upload": None}
        while result["body"]["state"] not in FINISHED and loop.time() < end:
            await asyncio.sleep(min(pause, max(0.0, end - loop.time())))
            pause = min(pause * 1.5, 0.5)
            result["body"] = (await self._call(f"{operation.service}.get_job", coop, kwargs, looking, SOON))["body"]
        if result["body"]["state"] in FINISHED:
            result["status"] = 200


def _job_operation(operations: dict[str, Operation], job_id: str) -> Operation:
    service = service_of_job(job_id)
    if service not in operations:
        raise NotFound(what="job", id=job_id)
    return operations[service]


def _write(resp: Response, result: dict[str, Any]) -> None:
    resp.status = result["status"]
    if result["body"] is None:
        if result["status"] == 200:
            resp.status = 204
    else:
        resp.data = json_text(result["body"]).encode()
    for name, value in (result.get("headers") or {}).items():
        resp.set_header(name, value)
    if events := result.get("events"):
        resp.set_header("Rochdale-Event", ",".join(f"{kind}/{event_id}" for event_id, kind in events))
    if result.get("replayed"):
        resp.set_header("Idempotent-Replayed", "true")
