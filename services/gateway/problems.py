"""Every error of the gateway is a problem (RFC 9457), whoever raised it, and each kind has a page of its own."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

import falcon
from falcon.asgi import App, Request, Response

from services.commons.canonical import json_text
from services.commons.contract import Contract
from services.commons.refusals import InternalError, Refusal, Remote

from .refusals import (
    EVERYWHERE,
    OUTSIDE,
    WITH_BODY,
    WITH_KEY,
    BadRequest,
    MethodNotAllowed,
    UnknownRoute,
)

PROBLEM = "application/problem+json"
log = logging.getLogger("rochdale.gateway")


def show(req: Request, resp: Response, refusal: Refusal) -> None:
    """Write a refusal as the response: its own members, a ``type`` that can be looked up, and the request's id."""
    problem = refusal.problem()
    status = int(problem.get("status", 422))
    code = str(problem.get("code", "refused"))
    resp.status = status
    resp.content_type = PROBLEM
    resp.stream = None
    resp.data = _text({"type": f"/problems/{code}", **problem, "instance": f"urn:request:{req.context.request_id}"})
    wait = refusal.wait if isinstance(refusal, Remote) else refusal.retry_after
    if wait is not None:
        resp.set_header("Retry-After", str(wait))
    if status == 401:
        # RFC 6750 §3 and RFC 7617: the ways in which a key may be shown.
        resp.set_header("WWW-Authenticate", 'Bearer realm="rochdale", Basic realm="rochdale", charset="UTF-8"')
    req.context.code = code


def _text(problem: dict[str, Any]) -> bytes:
    # A value quoted from the request may hold half a surrogate pair: such a text is written escaped.
    try:
        return json_text(problem).encode()
    except UnicodeEncodeError:
        return json.dumps(problem).encode()


def install(app: App) -> None:
    """Give the app its error handlers; falcon's own errors become problems like any other."""
    app.add_error_handler(Exception, _unexpected)
    app.add_error_handler(falcon.HTTPError, _from_falcon)
    app.add_error_handler(falcon.HTTPStatus, _from_falcon)
    app.add_error_handler(Refusal, _refused)


async def _refused(req: Request, resp: Response, error: Refusal, params: dict[str, Any]) -> None:
    show(req, resp, error)


async def _from_falcon(req: Request, resp: Response, error: Any, params: dict[str, Any]) -> None:
    if isinstance(error, falcon.HTTPNotFound):
        return show(req, resp, UnknownRoute())
    headers = dict(getattr(error, "headers", None) or {})
    if isinstance(error, falcon.HTTPMethodNotAllowed):
        resp.set_header("Allow", headers.get("Allow", ""))
        return show(req, resp, MethodNotAllowed(allowed=headers.get("Allow", "")))
    show(req, resp, BadRequest())


async def _unexpected(req: Request, resp: Response, error: Exception, params: dict[str, Any]) -> None:
    # The place and the kind, never the values: they may be personal.
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename.rpartition('/services/')[2]}:{trace.tb_lineno}" if trace else ""
    log.error("unexpected %s at %s", type(error).__name__, place, extra={"request_id": req.context.request_id})
    show(req, resp, InternalError())


def refusals_by_code(contracts: Mapping[str, Contract]) -> dict[str, type[Refusal]]:
    """Return every kind of refusal that the suite may answer, by its code."""
    kinds = [*EVERYWHERE, *WITH_KEY, *WITH_BODY, *OUTSIDE]
    for contract in contracts.values():
        for operation in contract.operations.values():
            kinds.extend(operation.refuses)
    return {kind.code: kind for kind in sorted(kinds, key=lambda kind: kind.code)}


class ProblemPages:
    """What the ``type`` of a problem leads to: its title, its status, its sentence and who answers it."""

    def __init__(self, contracts: Mapping[str, Contract]) -> None:
        self._contracts = contracts
        self._kinds = refusals_by_code(contracts)

    async def on_get(self, req: Request, resp: Response) -> None:
        """List every kind of problem."""
        resp.data = _text({"data": [self._page(kind) for kind in self._kinds.values()]})

    async def on_get_one(self, req: Request, resp: Response, code: str) -> None:
        """Describe one kind of problem; a browser is led to its place in the documentation."""
        kind = self._kinds.get(code)
        if kind is None:
            raise UnknownRoute()
        resp.set_header("Vary", "Accept")
        if "text/html" in (req.get_header("Accept") or ""):
            resp.status, resp.location = 303, f"/docs#problem-{code}"
            return
        resp.data = _text(self._page(kind))

    def _page(self, kind: type[Refusal]) -> dict[str, Any]:
        answered = [
            operation.rpc
            for contract in self._contracts.values()
            for operation in contract.operations.values()
            if kind in operation.refuses and operation.path
        ]
        return {
            "type": f"/problems/{kind.code}",
            "code": kind.code,
            "status": kind.status,
            "title": (kind.__doc__ or kind.code).strip().splitlines()[0],
            "sentence": kind.sentence,
            "article": kind.article if isinstance(kind.article, str) else None,
            "operations": answered,
        }
