"""The life of an assembly, notice, presence, proxies and quorum: pure and exact."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

PRESENT = frozenset({"arrive", "remote", "postal"})
KINDS = ("ordinary", "extraordinary", "mixed", "section")
PARTS = ("ordinary", "extraordinary")
STATES = ("draft", "convened", "open", "adjourned", "closed", "minutes_signed", "inquorate")
# Where each step leads from each state; what is not here may not be done. An inquorate session ends so: its minutes
# are signed too, and only a second call follows it.
STEPS: Mapping[str, Mapping[str, str]] = {
    "convene": {"draft": "convened"},
    "open": {"convened": "open"},
    "adjourn": {"open": "adjourned"},
    "resume": {"adjourned": "open"},
    "declare_inquorate": {"open": "inquorate"},
    "close": {"open": "closed"},
    "sign_minutes": {"closed": "minutes_signed", "inquorate": "inquorate"},
}


def next_state(step: str, state: str) -> str | None:
    """Return the state that a step leads to, or None when it may not be taken from here."""
    return STEPS[step].get(state)


def parts_of_kind(kind: str) -> tuple[str, ...]:
    """Return the rules that a kind of assembly may decide by; a section elects its delegates as an ordinary one."""
    return {"mixed": PARTS, "extraordinary": ("extraordinary",)}.get(kind, ("ordinary",))


def earliest_day(convened_on: date, notice_days: int) -> date:
    """Return the first day on which an assembly called on ``convened_on`` may lawfully sit."""
    return convened_on + timedelta(days=notice_days)


def request_window(held_on: date, rule: Mapping[str, int]) -> tuple[date, date]:
    """Return the first and the last day on which members may ask for a resolution to be added; both included."""
    return held_on - timedelta(days=rule["from_days"]), held_on - timedelta(days=rule["until_days"])


def delegates_for(members: int, one_per: int, at_least: int) -> int:
    """Return how many delegates a section sends: one for each full ``one_per`` members, never fewer than ``at_least``.

    Nor more than it has members.
    """
    return min(members, max(at_least, members // one_per))


def bureau_gaps(holding: Iterable[tuple[str, bool]]) -> list[str]:
    """Return what a bureau lacks of one chair, two tellers who accepted and one secretary.

    ``holding`` holds (office, accepted) of those in office.
    """
    seated = [office for office, accepted in holding if accepted or office != "teller"]
    needed = {"chair": 1, "teller": 2, "secretary": 1}
    return [office for office, number in needed.items() for _ in range(number - seated.count(office))]


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
