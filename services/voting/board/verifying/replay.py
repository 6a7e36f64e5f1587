"""Replays the entries of a board: their hashes, their order, and the root of the tree after each event."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from services.commons.merkle import Tree, leaf_hash
from services.voting.board.statements import BALLOT
from services.voting.board.verifying.document import Entry
from services.voting.board.verifying.report import Report

# Which kinds of entry may follow which; ballots stand together, right before the closing.
_AFTER: dict[str, tuple[str, ...]] = {
    "": ("roll",),
    "roll": ("opened",),
    "opened": ("suspended", BALLOT, "closed", "annulled"),
    "suspended": ("resumed", BALLOT, "closed", "annulled"),
    "resumed": ("suspended", BALLOT, "closed", "annulled"),
    BALLOT: (BALLOT, "closed"),
    "closed": ("key", "tally", "annulled"),
    "key": ("tally", "annulled"),
    "tally": ("proclaimed", "annulled"),
    "proclaimed": ("annulled",),
    "annulled": (),
}
MOST_EVENTS = 10_000


@dataclass(frozen=True, slots=True)
class Event:
    """An entry that is no ballot, and where it stands."""

    line: int
    index: int
    data: dict[str, Any]


@dataclass
class Replay:
    """What the entries came to. ``roots`` are by size, after every event; a ballot is never kept."""

    report: Report
    wanted: frozenset[bytes] = frozenset()
    tree: Tree = field(default_factory=Tree)
    events: dict[str, Event] = field(default_factory=dict)
    roots: dict[int, tuple[str, str]] = field(default_factory=dict)
    cells: Counter[tuple[str | None, int]] = field(default_factory=Counter)
    found: dict[bytes, int] = field(default_factory=dict)
    first_ballot: int = 0
    _last: str = ""
    _order: bytes = b""

    @property
    def ballots(self) -> int:
        """How many ballots stand on the board."""
        return self.cells.total()

    def take(self, entry: Entry) -> None:
        """Take in the next entry."""
        index = entry.line - 2
        self.report.check(leaf_hash(entry.leaf) == entry.hash, entry.line,
                          f"the {entry.kind} does not have the hash that is stated", index)  # fmt: skip
        self.tree.append(entry.hash)
        if entry.hash in self.wanted:
            self.found.setdefault(entry.hash, index)
        if entry.kind not in _AFTER.get(self._last, tuple(_AFTER)):
            self.report.wrong(entry.line, f"{entry.kind} cannot follow {self._last or 'the beginning'}", index)
        self._last = entry.kind
        if entry.kind == BALLOT:
            self._ballot(entry, index)
            return
        if len(self.roots) >= MOST_EVENTS:
            self.report.wrong(entry.line, "there are more events than any poll has", index)
            return
        self.events[entry.kind] = Event(entry.line, index, entry.data)
        self.roots[self.tree.size] = (self.tree.root().hex(), entry.kind)

    def _ballot(self, entry: Entry, index: int) -> None:
        try:
            sealed = base64.b64decode(entry.data["sealed"], validate=True)
            college, weight = entry.data.get("college"), entry.data.get("weight", 1)
            if not isinstance(college, str | None) or not isinstance(weight, int) or isinstance(weight, bool):
                raise TypeError
        except (ValueError, TypeError, KeyError):
            self.report.wrong(entry.line, "the ballot is not sealed bytes with its college and weight", index)
            return
        self.first_ballot = self.first_ballot or entry.line
        self.cells[college, weight] += 1
        order = hashlib.sha256(sealed).digest()
        if order == self._order:
            self.report.wrong(entry.line, "the same sealed ballot stands on the board twice", index)
        elif order < self._order:
            self.report.wrong(entry.line, "the ballots do not stand in the order of their hashes", index)
        self._order = order
