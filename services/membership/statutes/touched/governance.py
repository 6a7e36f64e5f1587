"""Mandates, groups and members that a change of the governance would touch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, false, func, or_, select

from services.commons.storage import Unit
from services.membership.governance.tables import GroupPlace, Mandate, WorkingGroup
from services.membership.register.tables import Party

from ..touching import Concerned, Proposed, touches


@touches("governance.bodies")
def mandates_beyond_the_seats(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """The mandates of a body that would have fewer seats than are filled, or be no more."""
    for slug, before, after in _bodies(proposed):
        running = _running(proposed, slug)
        if after is None:
            said = f"mandates are held in {slug}, which would be no more"
            yield Concerned("governance.bodies", said, "mandates", running)
        elif before is not None and after["seats"] < before["seats"]:
            seats, held = after["seats"], unit.session.scalar(select(func.count()).select_from(running.subquery())) or 0
            said = f"mandates are held in {slug}, which would have {seats} seat(s)"
            yield Concerned("governance.bodies", said, "mandates", running if held > seats else running.where(false()))


@touches("governance.bodies")
def mandates_of_who_is_too_young(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Mandates of persons who would not have the age to stand; they run on until their term."""
    for slug, before, after in _bodies(proposed):
        age = ((after or {}).get("eligibility") or {}).get("minimum_age")
        if age is not None and age != ((before or {}).get("eligibility") or {}).get("minimum_age"):
            born = Party.birth_date > years_before(proposed.on, age)
            ids = _running(proposed, slug).join(Party, Party.id == Mandate.member_id).where(born)
            yield Concerned("governance.bodies", f"mandates in {slug} are held by persons below {age}", "mandates", ids)


@touches("governance.incompatibilities")
def members_in_incompatible_bodies(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Members who sit in bodies that would be incompatible."""
    for pair in proposed.would_be("governance.incompatibilities", []):
        if pair not in proposed.was("governance.incompatibilities", []):
            ids = (
                select(Mandate.member_id).where(Mandate.body.in_(pair), *_runs(proposed.on))
                .group_by(Mandate.member_id).having(func.count(Mandate.body.distinct()) > 1)
            )  # fmt: skip
            yield Concerned("governance.incompatibilities", f"members sit in {' and '.join(pair)}", "members", ids)


@touches("governance.working_groups.referents")
def groups_with_other_referents(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Working groups whose referents would be too few or too many."""
    wanted = proposed.would_be("governance.working_groups.referents", 0)
    day = proposed.on
    serving = (
        select(func.count()).where(
            GroupPlace.group_slug == WorkingGroup.slug, GroupPlace.role == "referent", GroupPlace.since <= day,
            or_(GroupPlace.until.is_(None), GroupPlace.until >= day),
        ).scalar_subquery()
    )  # fmt: skip
    ids = select(WorkingGroup.slug).where(
        or_(WorkingGroup.closed_on.is_(None), WorkingGroup.closed_on >= day), serving != wanted
    )
    said = f"working groups have another number of referents than {wanted}"
    yield Concerned("governance.working_groups.referents", said, "working_groups", ids)


def _bodies(proposed: Proposed) -> Iterator[tuple[str, dict[str, Any] | None, dict[str, Any] | None]]:
    before, after = (
        {one["slug"]: one for one in read("governance.bodies", [])} for read in (proposed.was, proposed.would_be)
    )
    for slug in {**before, **after}:
        if before.get(slug) != after.get(slug):
            yield slug, before.get(slug), after.get(slug)


def _running(proposed: Proposed, slug: str) -> Select[Any]:
    return select(Mandate.id).where(Mandate.body == slug, *_runs(proposed.on))


def _runs(day: date) -> tuple[Any, ...]:
    ends = func.least(Mandate.ends_on, func.coalesce(Mandate.ended_on, Mandate.ends_on))
    return Mandate.started_on <= day, ends >= day


def years_before(day: date, years: int) -> date:
    """Return the day so many years before another."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
