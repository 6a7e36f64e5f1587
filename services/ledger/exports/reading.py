"""Reads the lines of the journal page by page in the order of recording, as they stood when the first page was read.

No snapshot outlives a request. What stands in for it: the last number of each journal when the export began. Numbers
are given under a lock that is held until the commit, so those up to the last one were all there, and no others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from services.ledger.journal.tables import Entry, EntryLine, JournalCounter

# Lines read for a part: some 20 ms of work, for which everyone else on the hub waits.
MOST_LINES = 1_200
# Of what is sent at once; base64 and its envelope stay below the bus's 1 MiB.
MOST_BYTES = 480 * 1024


class Place(NamedTuple):
    """A line: its entry's place in the order of recording, and its number in the entry."""

    entry: int
    line: int


class JournalLine(NamedTuple):
    """A line with all that its entry says; ``amount`` in minor units, debit above zero."""

    seq: int
    journal: str
    year: int
    number: int
    day: date
    label: str
    reference: str | None
    recorded_at: datetime
    details: dict[str, Any]
    line: int
    account: str
    amount: int
    auxiliary: str | None
    activity: str | None
    establishment: str | None
    working_group: str | None
    funding_source: str | None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.seq, self.line)


@dataclass(frozen=True)
class Bounds:
    """What belongs to an export: entries up to these numbers (by ``journal/year``), from one place to another."""

    numbers: dict[str, int]
    first: int
    last: int

    @classmethod
    def set(cls, session: Session, year: int | None = None) -> Bounds:
        """Return the bounds of the journal, or of one year of it, as it stands in this snapshot."""
        counters = select(JournalCounter.journal, JournalCounter.year, JournalCounter.last)
        seqs = select(func.min(Entry.seq), func.max(Entry.seq))
        if year is not None:
            counters, seqs = counters.where(JournalCounter.year == year), seqs.where(Entry.year == year)
        numbers = {f"{journal}/{of}": last for journal, of, last in session.execute(counters)}
        first, last = session.execute(seqs).one()
        return cls(numbers, first or 0, last or 0)

    @property
    def start(self) -> Place:
        """The place before the first line."""
        return Place(self.first - 1, 2**15)

    def hold(self, journal: str, year: int, number: int) -> bool:
        """Say whether an entry was there when the bounds were set, and is one that is asked for."""
        return number <= self.numbers.get(f"{journal}/{year}", 0)


def lines_after(
    session: Session, bounds: Bounds, after: Place, most: int = MOST_LINES
) -> tuple[list[JournalLine], Place | None]:  # fmt: skip
    """Return the next lines within the bounds and the place to go on from, None at the end; rarely none of a page."""
    at: Place | None = after
    while at is not None:
        found, at = _page(session, bounds, at, most)
        if found:
            return found, at
    return [], None


def _page(
    session: Session, bounds: Bounds, after: Place, most: int
) -> tuple[list[JournalLine], Place | None]:  # fmt: skip
    # Two reads by primary key, joined here: with one statement the planner is free to sort all that is left.
    lines = session.execute(
        select(
            EntryLine.entry, EntryLine.number, EntryLine.account, EntryLine.amount, EntryLine.auxiliary,
            EntryLine.activity, EntryLine.establishment, EntryLine.working_group, EntryLine.funding_source,
        )
        .where(tuple_(EntryLine.entry, EntryLine.number) > tuple_(after.entry, after.line),
               EntryLine.entry <= bounds.last)
        .order_by(EntryLine.entry, EntryLine.number).limit(most)
    ).all()  # fmt: skip
    if not lines:
        return [], None
    rows = session.execute(
        select(
            Entry.seq, Entry.journal, Entry.year, Entry.number, Entry.day, Entry.label, Entry.reference,
            Entry.recorded_at, Entry.details,
        )
        .where(Entry.seq.between(lines[0][0], lines[-1][0]))
    )  # fmt: skip
    entries: dict[int, tuple[Any, ...]] = {row[0]: tuple(row) for row in rows if bounds.hold(row[1], row[2], row[3])}
    found = [JournalLine(*entries[line[0]], *tuple(line)[1:]) for line in lines if line[0] in entries]
    return found, Place(lines[-1][0], lines[-1][1]) if len(lines) == most else None
