"""Who lives together on a day, and what the statutes say of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from services.commons.storage import Unit
from services.membership.register.as_of import are_members

from .tables import Household, HouseholdPlace


def terms(unit: Unit, day: date) -> tuple[dict[str, Any] | None, str]:
    """Return what the statutes of a day say of households, and where; None: nothing, so that there are none.

    Statutes that are silent are silent in their article on membership.
    """
    rules = unit.rules_on(day)
    rule = rules.statutes("membership.households", None)
    return rule.value, (rule if rule.value else rules.statutes("membership", None)).article


def running(table: type[Household | HouseholdPlace], day: date) -> ColumnElement[bool]:
    """Return the condition that a household, or a place in one, runs on a day."""
    return (table.since <= day) & or_(table.until.is_(None), table.until >= day)


def shown(unit: Unit, households: Sequence[Household], day: date) -> list[dict[str, Any]]:
    """Return households as of a day, their persons in the order in which they joined; three statements for all."""
    ids = [one.id for one in households]
    rows = unit.session.scalars(
        select(HouseholdPlace).where(HouseholdPlace.household_id.in_(ids), running(HouseholdPlace, day))
        .order_by(HouseholdPlace.since, HouseholdPlace.id)
    ).all()  # fmt: skip
    members = are_members(unit.session, [row.person_id for row in rows], day)
    allowed, _ = terms(unit, day)
    benefits = (allowed or {}).get("shares_benefits", [])
    return [
        {"id": one.id, "kind": one.kind, "holder_id": one.holder_id, "since": one.since, "until": one.until,
         "article": one.article, "as_of": day, "recorded_at": one.recorded_at, "shares_benefits": benefits,
         "persons": [{"person_id": row.person_id, "member": row.person_id in members, "since": row.since,
                      "until": row.until} for row in rows if row.household_id == one.id]}
        for one in households
    ]  # fmt: skip
