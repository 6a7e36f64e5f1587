"""Joins the pages of an export into one response, a page at a time, so that memory stays constant."""

from __future__ import annotations

import base64
import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from falcon.asgi import Response

from services.commons.contract import Operation

from .refusals import InvalidQuery

if TYPE_CHECKING:
    from .doors import Desk

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


async def answer(
    desk: Desk, resp: Response, operation: Operation, coop: str, kwargs: dict[str, Any], message: dict[str, str],
    timeout: float,
) -> None:  # fmt: skip
    """Answer with the stream of an export; a refusal of its first page is a problem, a later failure cuts it off."""

    async def page(cursor: str | None) -> dict[str, Any]:
        message["rochdale.deadline"] = f"{desk.clock().timestamp() + timeout:.3f}"
        asked = kwargs if cursor is None else {**kwargs, "query": {**kwargs["query"], "cursor": cursor}}
        body: dict[str, Any] = (await desk.caller.call(coop, operation.rpc, asked, message, timeout))["body"]
        return body

    if "cursor" in kwargs["query"]:
        raise InvalidQuery(reason="an export comes whole, without a cursor")
    first = await page(None)
    resp.content_type = first["media"]
    if first.get("filename"):
        # RFC 6266; the name is ours, so plain characters are enough.
        resp.set_header("Content-Disposition", f'attachment; filename="{UNSAFE.sub("_", first["filename"])}"')
    if first["next_cursor"] is None:
        resp.data = _content(first)
        return

    async def pages() -> AsyncIterator[bytes]:
        part = first
        while True:
            yield _content(part)
            if part["next_cursor"] is None:
                return
            part = await page(part["next_cursor"])

    resp.stream = pages()


def _content(part: dict[str, Any]) -> bytes:
    if part["encoding"] == "base64":
        return base64.b64decode(part["content"])
    return str(part["content"]).encode()
