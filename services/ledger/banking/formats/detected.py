"""Tells which format a file has, and reads it into the lines of a job."""

from __future__ import annotations

import re
from typing import Any

from services.commons.jobs import Line
from services.ledger.banking.contract.refusals import StatementTooLarge, UnreadableStatement
from services.ledger.banking.statements.movement import Head, Movement, RawLine

from . import camt, cfonb, ofx
from .bounds import MOST_BYTES, MOST_MOVEMENTS

FORMATS = ("camt", "cfonb", "ofx", "csv")
READERS = {"camt": camt.statements, "cfonb": cfonb.statements, "ofx": ofx.statements}


def format_of(content: bytes) -> str:
    """Return the format of a file by how it begins: a job is not told the media type that it was sent with."""
    start = content[:2_000].removeprefix(b"\xef\xbb\xbf").lstrip()
    upper = start.upper()
    if upper.startswith(b"OFXHEADER") or re.search(rb"<\?OFX\s|<OFX>", upper):
        return "ofx"
    if start.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return "camt"
    first = start.partition(b"\n")[0].rstrip(b"\r")
    if first[:2] in (b"01", b"04", b"07") and re.match(rb"[0-9]{7}", first) and b";" not in first and b"," not in first:
        return "cfonb"
    return "csv"


def statement_lines(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Return the head of each statement and its movements, each at its line; of CSV the lines as they are.

    Raises StatementTooLarge, HostileXml, UnreadableStatement or BalancesDoNotAdd: nothing of a broken file is kept.
    """
    if len(content) > MOST_BYTES:
        raise StatementTooLarge(maximum=MOST_BYTES)
    if not content.strip():
        raise UnreadableStatement(line=1, why="it is empty")
    kind = arguments.get("format") or format_of(content)
    if kind == "csv":
        raw = content.split(b"\n")
        if len(raw) > 2 * MOST_MOVEMENTS:
            raise UnreadableStatement(line=2 * MOST_MOVEMENTS, why=f"it has more than {MOST_MOVEMENTS} movements")
        return [Line(number, RawLine(one)) for number, one in enumerate(raw, 1)]
    lines: list[Line] = []
    last = 0
    for statement in READERS[kind](content):
        values: tuple[Head | Movement, ...] = (statement.head, *statement.movements)
        for value in values:
            # A job knows a line by its number, so that none may come twice: XML may have all on one line.
            last = max(value.line, last + 1)
            lines.append(Line(last, value))
    return lines
