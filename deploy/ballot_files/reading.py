"""Opens a file of ballots, whatever wrote it."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from .blt import read_blt
from .errors import BallotFileError
from .json_ballots import read_json
from .papers import Papers

MOST_BYTES = 512 * 1024 * 1024


def read_ballot_file(path: Path, rule: str) -> Papers:
    """Read the ballots of a file for a rule of counting; raises BallotFileError, with the line where there is one."""
    if path.stat().st_size > MOST_BYTES:
        raise BallotFileError(f"the file is longer than {MOST_BYTES // 2**20} MiB")
    text = _text(path.read_bytes())
    return read_json(text, rule) if text.lstrip()[:1] in ("{", "[") else read_blt(text, rule)


def _text(content: bytes) -> str:
    """Decode as the byte order mark says, as UTF-8, or else as Windows and older programs write."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise BallotFileError("the file begins as UTF-16 and is not") from error
    content = content.removeprefix(BOM_UTF8)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
