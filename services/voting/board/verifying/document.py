"""Reads a published board line by line; every byte of it has one form only, so that none differs unnoticed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from services.commons.canonical import canonical
from services.voting.board.statements import BALLOT, FORMAT, opening_line
from services.voting.board.verifying.report import NoBoard, Report

MOST_BYTES = 32 << 20  # of one line: a tally with all its rounds is the longest
_BOUNDARIES = {b'],"keys":[': "key", b'],"heads":[': "head", b'],"cosignatures":[': "cosignature", b"]}": "end"}
_FOLLOWS = {"entry": "key", "key": "head", "head": "cosignature", "cosignature": "end"}
_BALLOT = re.compile(
    rb'\{"hash":"([0-9a-f]{64})","leaf":(\{"data":\{(?:"college":("[^"\\\x00-\x1f]*"),)?"sealed":"([A-Za-z0-9+/]+={0,2})"'
    rb'(?:,"weight":([1-9][0-9]{0,8}))?\},"kind":"ballot"\})\}'
)


@dataclass(frozen=True, slots=True)
class Header:
    """Whose board it is, as its first line says."""

    coop: str
    poll_id: str
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry on its line: the hash that is stated, the bytes that are to be hashed, and what they say."""

    line: int
    hash: bytes
    leaf: bytes
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A key, a head or a cosignature on its line."""

    line: int
    section: str
    value: dict[str, Any]


def header_of(file: IO[bytes]) -> Header:
    """Read the first line; raise NoBoard when it is not that of a board."""
    line = file.readline(4096)
    try:
        said = json.loads(line.removesuffix(b"\n") + b"]}")
        header = Header(said["coop"], said["poll_id"], said["size"])
        known = said["board"] == FORMAT and isinstance(header.size, int)
        if known and line.decode() == opening_line(header.coop, header.poll_id, header.size) + "\n":
            return header
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise NoBoard(f"line 1 does not begin a board of the form {FORMAT}")


def rows_of(file: IO[bytes], report: Report) -> Iterator[Entry | Row]:
    """Yield what stands on each line after the first, and note each line that is not as it must be."""
    section, number = "entry", 1
    comma: bool | None = None  # after the row before; of the first row of a list there is none before
    while line := file.readline(MOST_BYTES):
        number += 1
        if section == "end":
            report.wrong(number, "something stands after the end of the board")
            return
        text = line.removesuffix(b"\n")
        report.check(text != line, number, "the line has no end")
        if _BOUNDARIES.get(text) == _FOLLOWS[section]:
            report.check(not comma, number - 1, "a comma stands before the end of a list")
            section, comma = _FOLLOWS[section], None
            continue
        report.check(comma is not False, number - 1, "the line has no comma at its end")
        comma = text.endswith(b",")
        row = _row(text.removesuffix(b","), section, number, report)
        if row is not None:
            yield row
    report.check(section == "end", number, "the board breaks off")


def _row(text: bytes, section: str, number: int, report: Report) -> Entry | Row | None:
    if section == "entry" and (ballot := _BALLOT.fullmatch(text)):
        stated, leaf, college, sealed, weight = ballot.groups()
        data: dict[str, Any] = {"sealed": sealed.decode()}
        if college is None or _plain(college):
            data |= {"college": college[1:-1].decode()} if college else {}
            data |= {"weight": int(weight)} if weight else {}
            return Entry(number, bytes.fromhex(stated.decode()), leaf, BALLOT, data)
    try:
        value = json.loads(text)
        if canonical(value) != text:
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        report.wrong(number, "the line is not canonical JSON", number - 2 if section == "entry" else None)
        return None
    return _entry(value, number, report) if section == "entry" else Row(number, section, value)


def _entry(value: Any, number: int, report: Report) -> Entry | None:
    try:
        leaf, stated = value["leaf"], value["hash"]
        node = bytes.fromhex(stated)
        whole = set(value) == {"hash", "leaf"} and set(leaf) == {"data", "kind"} and isinstance(leaf["data"], dict)
        if whole and isinstance(leaf["kind"], str) and len(node) == 32 and node.hex() == stated:
            return Entry(number, node, canonical(leaf), leaf["kind"], leaf["data"])
    except (ValueError, TypeError, KeyError):
        pass
    report.wrong(number, "the line is not an entry with its hash", number - 2)
    return None


def _plain(college: bytes) -> bool:
    try:
        return json.loads(college) is not None
    except ValueError:
        return False
