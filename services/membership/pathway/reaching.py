"""Stages reached: written, and told, in the order of time."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.membership.register import parties

from .contract.events import stage_reached
from .contract.refusals import PathwayLeft
from .tables import Pathway, PathwayStage


def held(unit: Unit, pathway_id: str, *, running: bool = True) -> Pathway:
    """Return a pathway whose person is held until the end of the transaction; refuse one that was left."""
    person_id = unit.session.scalar(select(Pathway.person_id).where(Pathway.id == pathway_id))
    if person_id is None:
        raise NotFound(what="pathway", id=pathway_id)
    parties.locked(unit, person_id)
    pathway = unit.session.get_one(Pathway, pathway_id, populate_existing=True)
    if running and pathway.left_on is not None:
        raise PathwayLeft(pathway_id=pathway_id, left_on=pathway.left_on)
    return pathway


def present_stage(unit: Unit, pathway_id: str) -> PathwayStage:
    """Return the stage that was reached last."""
    rows = select(PathwayStage).where(PathwayStage.pathway_id == pathway_id).order_by(PathwayStage.number.desc())
    return unit.session.scalars(rows.limit(1)).one()


def reach(
    unit: Unit, pathway: Pathway, stage: str, since: date, *, engagement_id: str | None = None,
    reference: str | None = None, present: PathwayStage | None = None, told: bool = True,
) -> PathwayStage:  # fmt: skip
    """Write that somebody reached a stage on a day, ends the one before with the day before it, and tell it."""
    if present is not None:
        present.until = since - timedelta(days=1)
    row = PathwayStage(
        pathway_id=pathway.id, number=1 if present is None else present.number + 1, stage=stage, since=since,
        until=None, engagement_id=engagement_id, reference=reference, recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    if told:
        unit.emit(stage_reached, f"pathways/{pathway.id}", {
            "pathway_id": pathway.id, "person_id": pathway.person_id, "stage": stage, "since": since,
        })  # fmt: skip
    return row
