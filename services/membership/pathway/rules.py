"""The rules of the pathway: stages in their order, deadlines of law and statutes, interviews owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.membership.engagements.rules import day_after, day_before, last_day

LEFT = "left"
ADMISSION = "admission"
INTERVIEW = "interview"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as the statutes have it, and its place among them."""

    place: int
    slug: str
    name: str
    contract: str | None = None
    conditions: tuple[str, ...] = ()
    within_months: int | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract as it stands on a day; ``term_on`` is its last day if it has one, ``latest`` that of all renewals."""

    id: str
    kind: str
    form: str
    started_on: date
    ended_on: date | None
    term_on: date | None = None
    latest: date | None = None
    renewals: int = 0
    weekly_minutes: int | None = None

    def runs_on(self, day: date) -> bool:
        """Say whether the contract runs on a day."""
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)

    def days_before(self, day: date) -> int:
        """Return how many days it ran before a day."""
        end = day_before(day) if self.ended_on is None else min(self.ended_on, day_before(day))
        return max(0, (end - self.started_on).days + 1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that must have happened by a day, and where that is written.

    - ``contract_term``: the contract ends, or is renewed;
    - ``support_limit``: support has lasted as long as law and statutes allow, all renewals used;
    - ``associate``: who is salaried is an associate by then, or the contract ends (unless somebody put the day off);
    - ``interviews``: the interviews of a year have been held.
    """

    kind: str
    due_on: date
    article: str


def stages_of(written: Iterable[Mapping[str, Any]]) -> list[Stage]:
    """Read the stages of the statutes, in their order."""
    return [
        Stage(place, one["slug"], one["name"], one.get("contract"), tuple(one.get("conditions") or ()),
              one.get("within_months"))
        for place, one in enumerate(written)
    ]  # fmt: skip


def stage_named(stages: Sequence[Stage], slug: str) -> Stage | None:
    """Return the stage that has a slug; leaving is always one, whether the statutes name it or not."""
    found = next((one for one in stages if one.slug == slug), None)
    return Stage(len(stages), LEFT, "Left") if found is None and slug == LEFT else found


def next_stage(stages: Sequence[Stage], slug: str) -> Stage | None:
    """Return what follows a stage; nothing follows the last one before leaving."""
    place = next((one.place for one in stages if one.slug == slug), None)
    following = None if place is None else next((one for one in stages if one.place == place + 1), None)
    return None if following is None or following.slug == LEFT else following


def fits(form: str, asked: str) -> bool:
    """Say whether a contract of a form is what a stage asks for; the salaried entrepreneur's may be a permanent one."""
    return form == asked or (asked == "CESA" and form == "CDI")


def associate_by(employed_since: date, support_days: int, months: int) -> date:
    """Return the last day on which an employed entrepreneur may become an associate.

    Months from the contract of employment, less the days under support contracts before it; not before it began
    (Labour Code, article L7331-3).
    """
    return max(employed_since, last_day(employed_since, months) - timedelta(days=support_days))


def support_days(contracts: Iterable[Contract], before: date) -> int:
    """Return the days of support before a day."""
    return sum(one.days_before(before) for one in contracts if one.kind == "support")


def employed_since(contracts: Sequence[Contract], running: Contract) -> date:
    """Return the first day of the contracts of employment that led to the running one without a gap."""
    began = {one.ended_on: one.started_on for one in contracts if one.kind == "employment" and one is not running}
    since = running.started_on
    while (earlier := began.pop(day_before(since), None)) is not None:
        since = earlier
    return since


def interview_year(first: date, on: date) -> tuple[date, date]:
    """Return the running year of the pathway on a day: its first and last day, years counted from the first contract.

    ``on`` is no day before ``first``.
    """
    years = max(0, on.year - first.year - 1)
    while (end := last_day(first, 12 * (years + 1))) < on:
        years += 1
    return (first if years == 0 else day_after(last_day(first, 12 * years))), end


def interviews_missing(first: date, on: date, per_year: int, held: Sequence[date]) -> tuple[int, int]:
    """Return how many interviews were held in the running year, and how many the year before lacked."""
    start, end = interview_year(first, on)
    now = sum(start <= day <= min(end, on) for day in held)
    if start == first:
        return now, 0
    before = interview_year(first, day_before(start))
    return now, max(0, per_year - sum(before[0] <= day <= before[1] for day in held))


def nearest(deadlines: Iterable[Deadline]) -> Deadline | None:
    """Return the deadline that comes first; one that has passed comes before all others."""
    return min(deadlines, key=lambda one: (one.due_on, one.kind), default=None)


def thresholds_reached(due_on: date, on: date, thresholds: Iterable[int]) -> list[int]:
    """Return the warnings that are due by a day, in days before the deadline: the earliest warning first."""
    return sorted((days for days in set(thresholds) if (due_on - on).days <= days), reverse=True)
