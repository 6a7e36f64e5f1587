"""What the suite says of itself: the OpenAPI and AsyncAPI documents and the pages that show them, all from here."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from falcon.asgi import Request, Response

from services.commons.canonical import json_text
from services.commons.contract import Contract
from services.commons.contract.asyncapi import asyncapi
from services.commons.contract.openapi import openapi

from .refusals import EVERYWHERE, WITH_BODY, WITH_KEY, UnknownRoute

STATIC = ("docs.css", "docs.js", "icon.svg", "shapes.js")


class Documents:
    """The documents, written at their first reading and the same until the next release."""

    cacheable = True

    def __init__(self, contracts: Mapping[str, Contract]) -> None:
        self._contracts = contracts
        self._texts: dict[str, tuple[bytes, str]] = {}

    async def on_get_openapi(self, req: Request, resp: Response) -> None:
        """Return the HTTP interface, OpenAPI 3.1."""
        self._write(req, resp, "openapi", self._openapi, "application/vnd.oai.openapi+json;version=3.1")

    async def on_get_asyncapi(self, req: Request, resp: Response) -> None:
        """Return the events, AsyncAPI 3.0."""
        self._write(req, resp, "asyncapi", self._asyncapi, "application/vnd.aai.asyncapi+json;version=3.0.0")

    async def on_get_docs(self, req: Request, resp: Response) -> None:
        """Return the page that shows both."""
        self._write(req, resp, "docs.html", None, "text/html; charset=utf-8")

    async def on_get_file(self, req: Request, resp: Response, name: str) -> None:
        """Return what that page is made of."""
        if name not in STATIC:
            raise UnknownRoute()
        self._write(req, resp, name, None, f"{mimetypes.guess_type(name)[0]}; charset=utf-8")

    def _openapi(self) -> dict[str, Any]:
        return openapi(self._contracts, everywhere=EVERYWHERE, with_key=WITH_KEY, with_body=WITH_BODY)

    def _asyncapi(self) -> dict[str, Any]:
        return asyncapi(self._contracts)

    def _write(self, req: Request, resp: Response, name: str, make: Callable[[], Any] | None, media: str) -> None:
        if name not in self._texts:
            text = json_text(make()).encode() if make else _static(name)
            self._texts[name] = text, hashlib.sha256(text).hexdigest()[:32]
        text, digest = self._texts[name]
        resp.etag = digest
        resp.set_header("Cache-Control", "no-cache")
        resp.content_type = media
        if digest in (req.get_header("If-None-Match") or ""):
            resp.status = 304
            return
        resp.data = text


class Index:
    """``GET /``: where everything is."""

    async def on_get(self, req: Request, resp: Response) -> None:
        """Name the pages."""
        resp.data = json_text({
            "name": "Rochdale",
            "api": "/v1/coops/{coop}",
            "docs": "/docs",
            "openapi": "/openapi.json",
            "asyncapi": "/asyncapi.json",
            "problems": "/problems",
            "live": "/live",
            "ready": "/ready",
            "metrics": "/metrics",
        }).encode()  # fmt: skip


@cache
def _static(name: str) -> bytes:
    return (resources.files(__package__) / "docs" / "static" / name).read_bytes()
