"""Presence over time, replayed from the journal and the proxies: pure.

Invariants: nobody counts twice (a giver who is present votes in person and the proxy sleeps), and a represented member
counts only while the holder is in the room or connected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

PRESENT = ("arrive", "remote", "postal")
WAYS = (*PRESENT, "represented")

# (member, kind, at) in the order of the journal; (giver, holder, given at, revoked at).
Journal = Iterable[tuple[str, str, datetime]]
Proxies = Iterable[tuple[str, str, datetime, datetime | None]]
# member -> (way before, way after); None is absent.
Changes = dict[str, tuple[str | None, str | None]]


@dataclass
class Room:
    """Who is there at one moment of the replay, and who holds whose proxy."""

    how: dict[str, str] = field(default_factory=dict)
    holder_of: dict[str, str] = field(default_factory=dict)
    givers_of: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def way(self, member: str) -> str | None:
        """Return how a member counts now: in person, by post, represented, or not at all."""
        if member in self.how:
            return self.how[member]
        holder = self.holder_of.get(member)
        return "represented" if holder and self.how.get(holder) in ("arrive", "remote") else None

    def apply(self, step: tuple[str, str, str]) -> dict[str, str | None]:
        """Take one step and return the way that each member concerned had before it."""
        kind, member, other = step
        before = {one: self.way(one) for one in (member, *self.givers_of[member])}
        if kind == "given":
            self.holder_of[member] = other
            self.givers_of[other].add(member)
        elif kind == "revoked":
            if self.holder_of.get(member) == other:
                del self.holder_of[member]
            self.givers_of[other].discard(member)
        elif kind in PRESENT:
            self.how[member] = kind
        else:
            self.how.pop(member, None)
        return before


def replay(journal: Journal, proxies: Proxies) -> Iterator[tuple[datetime, Changes]]:
    """Yield each moment at which something happened, with who changed the way of counting."""
    steps: list[tuple[datetime, tuple[str, str, str]]] = []
    for giver, holder, given_at, revoked_at in proxies:
        if revoked_at is not None and revoked_at <= given_at:
            continue  # never in force
        steps.append((given_at, ("given", giver, holder)))
        if revoked_at is not None:
            steps.append((revoked_at, ("revoked", giver, holder)))
    # A revocation and a new proxy of one moment: the old one ends first. Lines of one moment keep the journal's order.
    steps.sort(key=lambda step: step[1][0] == "given")
    steps += [(at, (kind, member, "")) for member, kind, at in journal]
    steps.sort(key=lambda step: step[0])
    there, at = Room(), 0
    while at < len(steps):
        moment, before = steps[at][0], dict[str, str | None]()
        while at < len(steps) and steps[at][0] == moment:
            for member, way in there.apply(steps[at][1]).items():
                before.setdefault(member, way)
            at += 1
        after = {member: there.way(member) for member in before}
        yield moment, {member: (way, after[member]) for member, way in before.items() if way != after[member]}


@dataclass(frozen=True)
class Point:
    """How many count from one moment on, by way, and the votes that they have."""

    at: datetime
    arrive: int
    remote: int
    postal: int
    represented: int
    votes: int


def curve(journal: Journal, proxies: Proxies, weights: Mapping[str, int]) -> list[Point]:
    """Return the attendance over time, a point for each moment at which it changed; only those on the roll count."""
    counts, votes, points = dict.fromkeys(WAYS, 0), 0, []
    for at, changes in replay(journal, proxies):
        moved = {member: ways for member, ways in changes.items() if member in weights}
        for member, (before, after) in moved.items():
            if before is not None:
                counts[before], votes = counts[before] - 1, votes - weights[member]
            if after is not None:
                counts[after], votes = counts[after] + 1, votes + weights[member]
        if moved:
            points.append(Point(at=at, votes=votes, **counts))
    return points


def thinned(points: list[Point], seconds: int, most: int) -> tuple[list[Point], int]:
    """Keep the last point of each stretch of so many seconds, of longer ones if that leaves too many; say how long."""
    while True:
        last = {int(point.at.timestamp()) // seconds: point for point in points}
        if len(last) <= most:
            return list(last.values()), seconds
        seconds *= 2


def attended(journal: Journal, proxies: Proxies, opened_at: datetime, closed_at: datetime) -> frozenset[str]:
    """Return everyone who was present or represented at some moment between opening and closing."""
    here: set[str] = set()
    ever: set[str] | None = None
    for at, changes in replay(journal, proxies):
        if at > closed_at:
            break
        if ever is None and at > opened_at:
            ever = set(here)
        for member, (_, after) in changes.items():
            if after is None:
                here.discard(member)
            else:
                here.add(member)
        if ever is not None:
            ever |= {member for member, (_, after) in changes.items() if after is not None}
    return frozenset(here if ever is None else ever)
