"""Hands out the FEC of a fiscal year, a part at a time.

Order: the balances brought forward first (journal AN, entry 1), then every entry in the order in which it was recorded,
which is that of validation (LPF art. A47 A-1, VII 1°): an entry is final from the moment it is recorded. Within a
journal the numbers of the year then rise without a gap. Entries that close a result are left out, as the law asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.closing.years import known_year
from services.ledger.exports.contract import BooksMoved
from services.ledger.exports.places import closed, opened
from services.ledger.exports.reading import MOST_BYTES, MOST_LINES, Bounds, Place, lines_after
from services.ledger.journal.rules import CLOSING
from services.ledger.journal.tables import FiscalYear

from .opening import Opening
from .plainly import in_latin_9
from .rules import fec_name
from .writer import FecWriter

SEPARATORS = {"tab": "\t", "pipe": "|"}
WRITTEN = -1  # the balances brought forward are written


@dataclass(frozen=True)
class FecPlace:
    """Where a file goes on: the bounds of the whole, and the next balance to bring forward or the last line written.

    ``digest`` names the balances brought forward, "" when there are none.
    """

    numbers: dict[str, int]
    last: int
    opening: int
    digest: str
    entry: int
    line: int

    @classmethod
    def start(cls, unit: Unit, year: int, opening: Opening) -> FecPlace:
        """Return the place before the first line."""
        bounds = Bounds.set(unit.session, year)
        bounds.numbers.pop(f"{CLOSING}/{year}", None)
        digest = opening.digest if opening.balances else ""
        return cls(bounds.numbers, bounds.last, 0 if digest else WRITTEN, digest, *bounds.start)

    @classmethod
    def at(cls, cursor: str) -> FecPlace:
        """Return the place that a cursor names."""
        return cls(**opened(cursor, numbers=dict, last=int, opening=int, digest=str, entry=int, line=int))


def fec_part(unit: Unit, year: int, separator: str, encoding: str, cursor: str | None) -> Chunk:
    """Return the part of a year's FEC that a cursor asks for, at most half a megabyte of it."""
    row = known_year(unit, year)
    name = fec_name(str(unit.rules.statutes("identity.siren").value), row.ends_on)
    place = FecPlace.at(cursor) if cursor else FecPlace.start(unit, year, Opening.of(unit, row))
    writer = FecWriter(unit, SEPARATORS[separator], opens=bool(place.digest))
    part = _Part([] if cursor else [writer.header()], encoding)
    if place.opening == WRITTEN:
        following = _lines(unit, writer, part, place)
    else:
        following = _opening(unit, row, writer, part, place)
    media = f"text/plain; charset={encoding}"
    return Chunk(part.content(), media, closed(asdict(following)) if following else None, name)


def _opening(unit: Unit, year: FiscalYear, writer: FecWriter, part: _Part, place: FecPlace) -> FecPlace:
    """Write balances brought forward; they may take several parts, which must be of the same books."""
    opening = Opening.of(unit, year)
    if opening.digest != place.digest:
        raise BooksMoved(year=year.year)
    reached = place.opening + part.take(writer.opening(year, opening.after(place.opening, MOST_LINES)))
    return replace(place, opening=reached if reached < len(opening.balances) else WRITTEN)


def _lines(unit: Unit, writer: FecWriter, part: _Part, place: FecPlace) -> FecPlace | None:
    """Write lines of the journal, and return where to go on, or None."""
    bounds = Bounds(place.numbers, 0, place.last)
    lines, at = lines_after(unit.session, bounds, Place(place.entry, place.line))
    taken = part.take(writer.lines(lines))
    if taken < len(lines):
        at = lines[taken - 1].place
    return None if at is None else replace(place, entry=at.entry, line=at.line)


class _Part:
    """What is sent at once, as long as it is not too long."""

    def __init__(self, begun: list[str], encoding: str) -> None:
        self._texts, self._encoding = begun, encoding

    def take(self, lines: Iterator[str]) -> int:
        """Take lines until it is full, and return how many; characters count as the most bytes that they may need."""
        taken, room = 0, MOST_BYTES
        for line in lines:
            room -= len(line) if line.isascii() else len(line.encode())
            if room < 0 and taken:
                break
            self._texts.append(line)
            taken += 1
        return taken

    def content(self) -> str | bytes:
        """Return it: text, or bytes in the older alphabet, where what that one lacks is written plainly."""
        text = "".join(self._texts)
        return text if self._encoding == "utf-8" else in_latin_9(text)
