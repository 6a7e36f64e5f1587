"""Reads bodies: JSON that every reader understands in the same way, and uploads of any size in constant memory."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import math
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import IO, Any

from falcon.asgi import Request

from services.commons.contract import Operation

from .refusals import BodyTooLarge, InvalidJson, InvalidText, UnsupportedMediaType

JSON_MOST = 2 * 1024 * 1024
UPLOAD_MOST = 100 * 1024 * 1024
# A JSON body above this goes to the service in parts: no message of the bus exceeds 1 MiB (ARCHITECTURE.md §2).
MESSAGE_MOST = 256 * 1024
PART = 192 * 1024
DEEPEST = 32
DIGITS = 40


@dataclass
class Body:
    """A body as it will travel: a JSON value in the message, or spooled content that goes ahead in parts."""

    value: Any = None
    spooled: IO[bytes] | None = None
    digest: str = ""


async def read(req: Request, operation: Operation) -> Body:
    """Read a request's body; raise UnsupportedMediaType, BodyTooLarge, InvalidJson or InvalidText."""
    uploaded = operation.accepts[0] != "application/json"
    most = UPLOAD_MOST if uploaded else JSON_MOST
    if operation.anonymous:
        # A ballot travels in one message: parts would be stored before anyone has looked at it.
        most = MESSAGE_MOST
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
    if len(text) <= MESSAGE_MOST:
        return Body(value=parse(text))
    # Long to read: not on the loop, where everyone else's requests would wait for it.
    await asyncio.get_running_loop().run_in_executor(None, parse, text)
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


def parse(text: bytes) -> Any:
    """Read JSON strictly: UTF-8, no duplicate names, no NaN, no numbers beyond reason, at most 32 levels deep.

    Raises InvalidJson, or InvalidText for a NUL or half a surrogate pair, which PostgreSQL cannot store.
    """
    try:
        value = _DECODER.decode(text.decode())
    except UnicodeDecodeError:
        raise InvalidText(place="body") from None
    except RecursionError:
        raise InvalidJson(reason=f"it is nested more than {DEEPEST} levels deep") from None
    except json.JSONDecodeError as error:
        raise InvalidJson(reason=f"{error.msg} at character {error.pos}") from None
    except ValueError as error:
        raise InvalidJson(reason=str(error)) from None
    if text.count(b"[") + text.count(b"{") > DEEPEST:
        _check_depth(value)
    if b"\\u" in text:
        _check_text(value)
    return value


def _check_depth(value: Any) -> None:
    level, depth = [value] if isinstance(value, dict | list) else [], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise InvalidJson(reason=f"it is nested more than {DEEPEST} levels deep")
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]


def _check_text(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if not sound(item):
                raise InvalidText(place="body")
        elif isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def sound(text: str) -> bool:
    """Say whether a text can be stored: no NUL, no half of a surrogate pair."""
    if text.isascii():
        return "\x00" not in text
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _integer(text: str) -> int:
    if len(text.lstrip("-")) > DIGITS:
        raise ValueError(f"a number has more than {DIGITS} digits")
    return int(text)


def _number(text: str) -> float:
    number = float(text)
    if len(text) > DIGITS or not math.isfinite(number):
        raise ValueError("a number is too large or too long")
    return number


def _not_a_number(text: str) -> Any:
    raise ValueError(f"{text} is no JSON number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_no_duplicates, parse_int=_integer, parse_float=_number, parse_constant=_not_a_number
)


def digest_of(text: bytes) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text).hexdigest()
