"""Reads bodies: JSON that every reader understands in the same way, and uploads of any size in constant memory."""

from __future__ import annotations

import base64
import hashlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import IO, Any

from falcon.asgi import Request

from services.commons.contract import Operation
from services.commons.strict_json import InvalidJson, parse

from .refusals import BodyIncomplete, BodyTooLarge, UnsupportedMediaType

JSON_MOST = 2 * 1024 * 1024
UPLOAD_MOST = 100 * 1024 * 1024
# A JSON body up to the first size is read here; up to the second it travels as text in one message, for the service to
# read in a worker process; above it goes ahead in parts, for no message of the bus exceeds 1 MiB (ARCHITECTURE.md §2).
READ_MOST = 64 * 1024
MESSAGE_MOST = 720 * 1024
# A ballot is never long, and one that is has not been looked at by anyone yet.
ANONYMOUS_MOST = 256 * 1024
PART = 192 * 1024


@dataclass
class Body:
    """A body as it will travel: a JSON value or JSON text (in base64) in the message, or content that goes in parts."""

    value: Any = None
    text: str | None = None
    spooled: IO[bytes] | None = None
    digest: str = ""


async def read(req: Request, operation: Operation) -> Body:
    """Read a request's body; raise UnsupportedMediaType, BodyTooLarge, InvalidJson or InvalidText."""
    uploaded = operation.accepts[0] != "application/json"
    most = (operation.largest or UPLOAD_MOST) if uploaded else JSON_MOST
    if operation.anonymous:
        # A ballot travels in one message: parts would be stored before anyone has looked at it.
        most = ANONYMOUS_MOST
    length = req.content_length
    if length is not None and length > most:
        raise BodyTooLarge(maximum=most)
    if uploaded:
        _check_media(req, operation)
        return await _spool(_chunks(req, most))
    text = b"".join([chunk async for chunk in _chunks(req, most)])
    if not text:
        return Body()
    _check_media(req, operation)
    if len(text) <= READ_MOST:
        value = parse(text)
        if value is None:
            # Not to be taken for no body at all, which some operations accept.
            raise InvalidJson(reason="it is null")
        return Body(value=value)
    # Long to read: not here, where everyone else's requests would wait for it.
    if len(text) <= MESSAGE_MOST:
        return Body(text=base64.b64encode(text).decode())
    return await _spool(_once(text))


def _check_media(req: Request, operation: Operation) -> None:
    media, _, parameters = (req.content_type or "").partition(";")
    charset = parameters.partition("charset=")[2].strip(' "').lower()
    if media.strip().lower() not in operation.accepts or charset not in ("", "utf-8", "utf8"):
        raise UnsupportedMediaType(accepts=", ".join(operation.accepts))


async def _chunks(req: Request, most: int) -> AsyncIterator[bytes]:
    read_so_far = 0
    async for chunk in req.stream:
        read_so_far += len(chunk)
        if read_so_far > most:
            raise BodyTooLarge(maximum=most)
        yield chunk
    if req.context.cut:
        raise BodyIncomplete()


async def _once(text: bytes) -> AsyncIterator[bytes]:
    yield text


async def _spool(chunks: AsyncIterator[bytes]) -> Body:
    """Keep content on disk while it arrives; its digest names the upload, so the same content is stored once."""
    spooled = tempfile.SpooledTemporaryFile(max_size=1024 * 1024)  # noqa: SIM115 – closed by whoever sends it on
    digest = hashlib.sha256()
    try:
        async for chunk in chunks:
            digest.update(chunk)
            spooled.write(chunk)
    except BaseException:
        spooled.close()
        raise
    return Body(spooled=spooled, digest=digest.hexdigest())


def parts_of(spooled: IO[bytes]) -> Iterator[tuple[int, bool, str]]:
    """Yield (number, whether it is the last, content in base64) from the beginning; empty content is one empty part."""
    spooled.seek(0)
    number, content = 0, spooled.read(PART)
    while True:
        following = spooled.read(PART)
        yield number, not following, base64.b64encode(content).decode()
        if not following:
            return
        number, content = number + 1, following


def digest_of(text: bytes) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text).hexdigest()
