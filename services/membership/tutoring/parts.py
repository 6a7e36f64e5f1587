"""In what part somebody who has signed in comes to a pathway, as the register knows it today."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.membership.pathway.tables import Pathway, PathwayTutor
from services.membership.pathway.tutors import may_tutor

from .rules import Part, Tutorship, part_of


def own_part(unit: Unit, pathway_id: str) -> Part:
    """Return in what part the one who signed in comes to a pathway; to a stranger there is none."""
    pathway = unit.session.get(Pathway, pathway_id)
    part = None if pathway is None else part_of(
        unit.actor.id, pathway.person_id, tutorships_of(unit, [pathway_id])[pathway_id], unit.today,
        belongs=may_tutor(unit, unit.actor.id, unit.today),
    )  # fmt: skip
    if part is None:
        raise NotFound(what="pathway", id=pathway_id)
    return part


def tutorships_of(unit: Unit, pathway_ids: Sequence[str]) -> dict[str, list[Tutorship]]:
    """Return who was the tutor of each pathway, and when."""
    found: dict[str, list[Tutorship]] = {pathway_id: [] for pathway_id in pathway_ids}
    for row in unit.session.scalars(select(PathwayTutor).where(PathwayTutor.pathway_id.in_(pathway_ids))):
        found[row.pathway_id].append(Tutorship(row.tutor_id, row.since, row.until))
    return found
