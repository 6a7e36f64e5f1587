"""Reads a FEC as it comes, away from the hub: alphabet, layout, verification, entries, and what they need."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.commons.canonical import json_text
from services.commons.jobs import Line
from services.commons.refusals import Invalid
from services.ledger.exports.fec.rules import FecLine, Verification, layout_of
from services.ledger.exports.fec.rules.writing import day_written

from .gathering import GatheredEntry, fault_of, gathered, sums_of
from .refusals import UnreadableFec
from .rules import NamesLeftOut, is_person, kind_of

MOST_LINES = 300_000
CHUNK = 500  # lines posted at once: some 15 ms of work, for which everyone else on the hub waits
# A name's place in a label, until it is known which id the books give to its code; no cleaned text holds this sign.
MARK = "\x01"


@dataclass(frozen=True)
class Used:
    """A code that the file uses, what it is called there, and the first line that uses it."""

    code: str
    label: str
    line: int
    # For an auxiliary: the account that it stands on first.
    account: str = ""


@dataclass(frozen=True)
class Book:
    """The file as a whole: what it is called, what it covers, and every code that it uses."""

    digest: str
    first_day: date
    last_day: date
    entries: int
    lines: int
    amount: int
    journals: tuple[Used, ...]
    accounts: tuple[Used, ...]
    auxiliaries: tuple[Used, ...]
    # Of each journal: its first day and line, and what it comes to by account.
    sums: dict[str, tuple[date, int, dict[str, int]]]
    notes: dict[str, int]


@dataclass(frozen=True)
class Entries:
    """Some entries in the order of the file, as JSON text, and the place of the first among all (from 0)."""

    digest: str
    place: int
    count: int
    text: str


def fec_lines(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Return the book, then its entries some hundred lines at a time; only what is wrong with it when something is."""
    texts = _texts(content)
    try:
        layout = layout_of(texts[0])
    except ValueError as error:
        raise UnreadableFec(why=str(error)) from None
    while texts and not texts[-1].strip():
        texts.pop()
    if len(texts) - 1 > MOST_LINES:
        raise UnreadableFec(why=f"it has {len(texts) - 1} lines, and {MOST_LINES} are read at most")
    verification = Verification(layout)
    lines = [line for number, text in enumerate(texts[1:], 2) if (line := verification.take(number, text)) is not None]
    verification.finish()
    entries = gathered(lines)
    problems = {one.line: one.message for one in reversed(verification.findings)
                if one.weight == "refused" and one.what != "entry"}  # fmt: skip
    problems |= {entry.line: message for entry in entries if (message := fault_of(entry))}
    if problems:
        return [_problem(number, problems[number]) for number in sorted(problems)[:500]]
    return list(_lines(lines, entries, verification))


def _lines(lines: list[FecLine], entries: list[GatheredEntry], verification: Verification) -> Iterator[Line]:
    auxiliaries = _auxiliaries(lines)
    names = NamesLeftOut(
        (one.label, f"{MARK}{one.code}{MARK}") for one in auxiliaries
        if is_person(one.label, kind_of(one.account, one.code))
    )  # fmt: skip
    seen = hashlib.sha256()
    for line in lines:
        seen.update(f"{line.journal}|{line.entry}|{line.day}|{line.account}|{line.auxiliary}|{line.amount}\n".encode())
    digest = seen.hexdigest()
    chunks = list(_chunks(entries, names))
    notes = {what: count for (weight, what), count in sorted(verification.counts.items()) if weight == "noted"}
    notes["names_left_out"] = names.replaced
    yield Line(1, Book(
        digest, min(entry.day for entry in entries), max(entry.day for entry in entries), len(entries), len(lines),
        verification.debit, _used(lines, "journal", "journal_label"), _used(lines, "account", "account_label"),
        auxiliaries, sums_of(entries), notes,
    ))  # fmt: skip
    place = 0
    for number, count, text in chunks:
        yield Line(number, Entries(digest, place, count, text))
        place += count


def _texts(content: bytes) -> list[str]:
    """Return the lines of a file in UTF-8, ISO 8859-15 or Windows-1252, whichever it is."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:4096]:
        raise UnreadableFec(why="it is neither UTF-8 nor ISO 8859-15")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as first:
        # The bytes 80 to 9F are letters and signs in Windows-1252, and control characters in ISO 8859-15.
        alphabet = "cp1252" if re.search(rb"[\x80-\x9f]", content) else "iso8859-15"
        try:
            text = content.decode(alphabet)
        except UnicodeDecodeError:
            line = content.count(b"\n", 0, first.start) + 1
            raise UnreadableFec(why=f"line {line} is neither UTF-8 nor ISO 8859-15") from None
    return re.split(r"\r\n|\n|\r", text)


def _used(lines: list[FecLine], code: str, label: str) -> tuple[Used, ...]:
    found: dict[str, Used] = {}
    for line in lines:
        value = getattr(line, code)
        if value not in found:
            found[value] = Used(value, getattr(line, label), line.number)
    return tuple(found.values())


def _auxiliaries(lines: list[FecLine]) -> tuple[Used, ...]:
    """List the auxiliaries; one of an account of letters and digits (411DUPONT) is that account's own."""
    found: dict[str, Used] = {}
    for line in lines:
        if line.auxiliary:
            known = found.get(line.auxiliary)
            # Some programs name the auxiliary in every line of an entry: its own account is the one of class 4.
            if known is None or (known.account[0] != "4" and line.account[0] == "4"):
                found[line.auxiliary] = Used(line.auxiliary, line.auxiliary_label, line.number, line.account)
        elif not line.account.isdigit() and line.account not in found:
            found[line.account] = Used(line.account, line.account_label, line.number, line.account)
    return tuple(found.values())


def _chunks(entries: list[GatheredEntry], names: NamesLeftOut) -> Iterator[tuple[int, int, str]]:
    some: list[Any] = []
    lines, first = 0, 0
    for entry in entries:
        first = first or entry.line
        some.append(_plain(entry, names))
        lines += len(entry.lines)
        if lines >= CHUNK:
            yield first, len(some), json_text(some)
            some, lines, first = [], 0, 0
    if some:
        yield first, len(some), json_text(some)


def _plain(entry: GatheredEntry, names: NamesLeftOut) -> list[Any]:
    """Return an entry as plain JSON: where, which, when, what, and its lines."""
    first = entry.lines[0]
    label = (names.of(first.label) or f"{entry.journal} {entry.number}")[:200]
    kept: dict[str, str] = {}
    if first.reference_day and first.reference_day != entry.day:
        kept["PieceDate"] = day_written(first.reference_day)
    if first.validated_on:
        kept["ValidDate"] = day_written(first.validated_on)
    lines: list[Any] = []
    for line in entry.lines:
        if not line.amount:
            continue
        place = len(lines) + 1
        if line.label != first.label:
            kept[f"{place}.EcritureLib"] = names.of(line.label)[:200]
        if line.lettering:
            kept[f"{place}.EcritureLet"] = line.lettering[:20]
        if line.lettered_on:
            kept[f"{place}.DateLet"] = day_written(line.lettered_on)
        if line.foreign_currency:
            kept[f"{place}.Montantdevise"], kept[f"{place}.Idevise"] = line.foreign_amount, line.foreign_currency
        lines.append([line.account, line.auxiliary, line.amount])
    return [entry.line, entry.journal, entry.number, entry.day.isoformat(), label,
            names.of(first.reference)[:80], kept, lines]  # fmt: skip


def entries_of(text: str) -> list[list[Any]]:
    """Return entries that were written as JSON."""
    return list(json.loads(text))


def _problem(number: int, message: str) -> Line:
    error = {"in": "body", "pointer": f"/{number}", "message": f"{message}."}
    return Line(number, problem=Invalid(errors=[error]).problem())
