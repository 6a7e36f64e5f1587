"""Files that are made as a whole and sent in parts: kept on this machine until the last part is read.

A file's name is random, begins with the cooperative's and is known by the cursor alone; what nobody fetched within an
hour goes when the next one is made. The service's host is one process, so every part is asked for where the file lies.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from services.commons.refusals import InvalidCursor
from services.commons.requests import Chunk
from services.commons.storage import Unit

from .places import closed, opened
from .reading import MOST_BYTES

HOUR = 3600.0


def kept_part(unit: Unit, cursor: str | None, name: str, media: str, make: Callable[[Path], None]) -> Chunk:
    """Return the part that a cursor asks for of the file that ``make`` writes, once, when there is no cursor yet."""
    if cursor is None:
        path, start = folder() / f"{unit.coop}.{secrets.token_hex(16)}", 0
        try:
            make(path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    else:
        state = opened(cursor, file=str, start=int)
        if not re.fullmatch(re.escape(unit.coop) + r"\.[0-9a-f]{32}", state["file"]) or state["start"] < 0:
            raise InvalidCursor()
        path, start = folder() / state["file"], state["start"]
    try:
        with path.open("rb") as file:
            file.seek(start)
            content, more = file.read(MOST_BYTES), bool(file.read(1))
    except FileNotFoundError:
        raise InvalidCursor() from None
    if not more:
        path.unlink(missing_ok=True)
    return Chunk(content, media, closed({"file": path.name, "start": start + len(content)}) if more else None, name)


def folder() -> Path:
    """Return the folder of such files, readable by this user alone, without those that were forgotten."""
    found = Path(tempfile.gettempdir()) / f"rochdale-exports-{os.getuid()}"
    found.mkdir(mode=0o700, exist_ok=True)
    if found.stat().st_uid != os.getuid() or found.is_symlink():
        raise PermissionError(f"{found} is not ours")
    before = time.time() - HOUR  # the clock of the files, which no test sets
    for file in found.iterdir():
        if file.stat().st_mtime < before:
            file.unlink(missing_ok=True)
    return found
