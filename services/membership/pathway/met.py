"""Which conditions of the statutes somebody meets on a day: those that were confirmed, and admission."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import or_, select

from services.commons.storage import Unit
from services.membership.register.as_of import are_members

from .rules import ADMISSION, Stage
from .tables import Pathway, PathwayCondition


def conditions_confirmed(unit: Unit, pathway_ids: Collection[str], day: date) -> dict[str, set[str]]:
    """Return the conditions of each pathway that stood confirmed on a day."""
    found: dict[str, set[str]] = defaultdict(set)
    table = PathwayCondition
    rows = unit.session.execute(
        select(table.pathway_id, table.condition).where(
            table.pathway_id.in_(pathway_ids), table.met_on <= day,
            or_(table.withdrawn_on.is_(None), table.withdrawn_on > day),
        )
    )  # fmt: skip
    for pathway_id, condition in rows:
        found[pathway_id].add(condition)
    return found


def conditions_missing(unit: Unit, pathway: Pathway, stages: Iterable[Stage], day: date) -> list[str]:
    """Return which conditions of stages nobody has confirmed by a day, each once, in their order."""
    has = conditions_confirmed(unit, [pathway.id], day)[pathway.id]
    if are_members(unit.session, [pathway.person_id], day):
        has = has | {ADMISSION}
    asked = dict.fromkeys(name for stage in stages for name in stage.conditions)
    return [name for name in asked if name not in has]
