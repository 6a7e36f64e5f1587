"""Notice, presence, proxies and quorum: pure and exact."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

PRESENT = frozenset({"arrive", "remote", "postal"})


def earliest_day(convened_on: date, notice_days: int) -> date:
    """Return the first day on which an assembly called on ``convened_on`` may lawfully sit."""
    return convened_on + timedelta(days=notice_days)


@dataclass(frozen=True)
class Attendance:
    """Who counts at one moment: those present in whatever way, and those represented, each with the holder."""

    how: Mapping[str, str]
    represented: Mapping[str, str]

    @property
    def voters(self) -> frozenset[str]:
        """Everyone who may vote now, in person or through another."""
        return frozenset(self.how) | frozenset(self.represented)

    def count(self, kind: str) -> int:
        """Return how many are present in one way: ``arrive`` (in the room), ``remote`` or ``postal``."""
        return sum(one == kind for one in self.how.values())


def attendance(journal: Iterable[tuple[str, str]], proxies: Iterable[tuple[str, str]]) -> Attendance:
    """Return who counts after a journal of (member, kind) in order, with the (giver, holder) proxies in force.

    Invariant (DOMAIN, voting rules): a represented member counts only while the holder is present, and nobody counts
    twice: a giver who is present votes in person. A holder who votes by post represents no one.
    """
    how: dict[str, str] = {}
    for member, kind in journal:
        if kind in PRESENT:
            how[member] = kind
        else:
            how.pop(member, None)
    represented = {
        giver: holder for giver, holder in proxies if giver not in how and how.get(holder) in ("arrive", "remote")
    }
    return Attendance(how, represented)


def attended_during(
    journal: Iterable[tuple[str, str, datetime]],
    proxies: Iterable[tuple[str, str, datetime, datetime | None]],
    opened_at: datetime,
    closed_at: datetime,
) -> frozenset[str]:
    """Return everyone who was present or represented at some moment between opening and closing.

    ``journal`` holds (member, kind, at) in order, ``proxies`` (giver, holder, given at, revoked at).
    """
    entries = [entry for entry in journal if entry[2] <= closed_at]
    here = attendance([(member, kind) for member, kind, at in entries if at <= opened_at], ()).how
    came = {member: kind for member, kind, at in entries if at > opened_at and kind in PRESENT}
    holders = {member for member, kind in (*here.items(), *came.items()) if kind != "postal"}
    represented = {
        giver
        for giver, holder, given_at, revoked_at in proxies
        if holder in holders and given_at <= closed_at and (revoked_at is None or revoked_at > opened_at)
    }
    return frozenset(here) | frozenset(came) | frozenset(represented)


def proxy_limit(electorate: int, maximum: int | None, fraction: Fraction | None, small_under: int) -> int:
    """Return how many proxies one holder may have at most.

    Below ``small_under`` members the limit is ``maximum``; from there on it is ``fraction`` of the members, rounded
    down (law 78-763: one, or one twentieth from 20 members on). Without a fraction, ``maximum`` holds throughout.
    """
    if fraction is None or electorate < small_under:
        return electorate if maximum is None else maximum
    return math.floor(fraction * electorate)


@dataclass(frozen=True)
class Quorum:
    """A quorum with its numbers: ``counted`` votes are there of ``entitled``; no fraction means none is needed."""

    fraction: Fraction | None
    entitled: int
    counted: int

    @property
    def required(self) -> int:
        """The fewest votes that reach it: a fifth of 21 is 5, not 4."""
        return 0 if self.fraction is None else math.ceil(self.fraction * self.entitled)

    @property
    def reached(self) -> bool:
        """Whether enough votes are there; nobody at all is never enough."""
        return 0 < self.counted >= self.required
