"""Working groups as they are on a day: which are open, who belongs to them, who speaks for them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.storage import Unit

from .contract.refusals import UnknownGroup
from .tables import GroupPlace, WorkingGroup


def named_by_statutes(unit: Unit, day: date) -> dict[str, str]:
    """Return the names of the working groups that the statutes of a day name, by slug."""
    groups = unit.rules_on(day).statutes("governance.working_groups.groups", []).value
    return {one["slug"]: one["name"] for one in groups}


def groups_open(unit: Unit, day: date) -> dict[str, str]:
    """Return the names of the working groups that are open on a day, by slug: those of the statutes and others."""
    names = named_by_statutes(unit, day)
    rows = select(WorkingGroup.slug, WorkingGroup.name).where(
        or_(WorkingGroup.opened_on.is_(None), WorkingGroup.opened_on <= day),
        or_(WorkingGroup.closed_on.is_(None), WorkingGroup.closed_on >= day),
    )
    for slug, name in unit.session.execute(rows):
        names.setdefault(slug, name)
    return names


def places_on(unit: Unit, day: date) -> dict[tuple[str, str], list[str]]:
    """Return who belongs to each working group on a day, by slug and role (``member``, ``referent``)."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows = unit.session.execute(
        select(GroupPlace.group_slug, GroupPlace.role, GroupPlace.member_id)
        .where(GroupPlace.since <= day, or_(GroupPlace.until.is_(None), GroupPlace.until >= day))
        .order_by(GroupPlace.member_id)
    )
    for slug, role, member_id in rows:
        places[slug, role].append(member_id)
    return places


def all_shown(unit: Unit, day: date) -> list[dict[str, Any]]:
    """Return every working group that is open on a day as the API shows it."""
    asked = unit.rules_on(day).statutes("governance.working_groups.referents", 0)
    names, statutory, places = groups_open(unit, day), named_by_statutes(unit, day), places_on(unit, day)
    rows = {row.slug: row for row in unit.session.scalars(select(WorkingGroup))}
    return [
        _shown(slug, names[slug], rows.get(slug), places, int(asked.value))
        | {"in_statutes": slug in statutory, "article": asked.article, "as_of": day}
        for slug in sorted(names)
    ]


def group_shown(unit: Unit, day: date, slug: str) -> dict[str, Any]:
    """Return one working group that is open on a day, or refuse."""
    for group in all_shown(unit, day):
        if group["slug"] == slug:
            return group
    raise UnknownGroup(article=unit.rules.statutes("governance.working_groups", None).article, slug=slug)


def _shown(
    slug: str, name: str, row: WorkingGroup | None, places: dict[tuple[str, str], list[str]], asked: int
) -> dict[str, Any]:
    members, referents = places.get((slug, "member"), []), places.get((slug, "referent"), [])
    missing, excess = max(0, asked - len(referents)), max(0, len(referents) - asked)
    flags = [flag for flag, count in (("referents_missing", missing), ("too_many_referents", excess)) if count]
    return {
        "slug": slug, "name": name, "members": len(members), "member_ids": members, "referent_ids": referents,
        "referents_missing": missing, "referents_in_excess": excess, "flags": flags,
        "purpose": row.purpose if row else None, "opened_on": row.opened_on if row else None,
        "closed_on": row.closed_on if row else None,
    }  # fmt: skip


def hold_group(unit: Unit, slug: str) -> WorkingGroup:
    """Hold a working group that is not closed until the end of the transaction, so that no third referent slips in."""
    names = named_by_statutes(unit, unit.today)
    if slug in names:
        enter_group(unit, slug, names[slug])
    found: WorkingGroup | None = unit.session.scalar(
        select(WorkingGroup).where(WorkingGroup.slug == slug).with_for_update()
    )
    if found is None or (found.closed_on is not None and slug not in names):
        raise UnknownGroup(article=unit.rules.statutes("governance.working_groups", None).article, slug=slug)
    return found


def enter_group(unit: Unit, slug: str, name: str, purpose: str | None = None, opened_on: date | None = None) -> bool:
    """Write a working group down; say whether it was not there before."""
    row = insert(WorkingGroup).values(slug=slug, name=name, purpose=purpose, opened_on=opened_on, recorded_at=unit.now)
    return unit.session.execute(row.on_conflict_do_nothing().returning(WorkingGroup.slug)).scalar() is not None
