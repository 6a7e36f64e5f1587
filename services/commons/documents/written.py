"""Writes a sheet in the format that was asked for, and hands it out in parts that the bus can carry."""

from __future__ import annotations

import hashlib
from datetime import datetime

from ..refusals import InvalidCursor
from ..requests.request import Chunk
from ..storage.unit import Unit
from ..workers.offload import offload
from .paper import Paper
from .query import MEDIA
from .sheet import Sheet

PART = 512 * 1024  # of what is sent; base64 and its envelope stay below the bus's 1 MiB


def written(unit: Unit, sheet: Sheet | Paper, format: str, language: str, cursor: str | None, name: str) -> Chunk:
    """Return the part of a document that a cursor asks for; ``name`` is that of the file, without its ending.

    Each part is cut from the document made again, which is the same to the byte as long as the sheet is: a day is its
    time of making. What changed between two parts is refused (InvalidCursor) rather than put together.
    """
    midnight = datetime(unit.today.year, unit.today.month, unit.today.day, tzinfo=unit.now.tzinfo)
    return part_of(offload(rendered, sheet, format, language, midnight), MEDIA[format], cursor, f"{name}.{format}")


def part_of(content: bytes, media: str, cursor: str | None, filename: str) -> Chunk:
    """Return the part of a file that a cursor asks for; the file is made again for each, and must be the same."""
    digest = hashlib.sha256(content).hexdigest()[:16]
    start = 0
    if cursor is not None:
        place, _, made = cursor.partition(".")
        if made != digest or not (place.isascii() and place.isdigit()):
            raise InvalidCursor()
        start = int(place)
    end = start + PART
    following = f"{end}.{digest}" if end < len(content) else None
    return Chunk(content[start:end], media, following, filename)


def rendered(sheet: Sheet | Paper, format: str, language: str, made_at: datetime) -> bytes:
    """Return the whole document, a paper as PDF; imported by a worker, so that only a worker loads what it takes."""
    if isinstance(sheet, Paper):
        from .papered import typeset_paper

        return typeset_paper(sheet, language, made_at)
    if format == "csv":
        from .separated import separated

        return separated(sheet, language)
    if format == "xlsx":
        from .workbook import workbook

        return workbook(sheet, language)
    from .typeset import typeset

    return typeset(sheet, language, made_at)
