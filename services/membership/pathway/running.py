"""The pathways that run on a day, and those of them that are asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from services.membership.activities.as_of import establishment_on, owning_on, state_on
from services.membership.activities.rules import CLOSED
from services.membership.activities.tables import Activity, ActivityOwner
from services.membership.register.tables import Party

from .tables import Pathway, PathwayStage, PathwayTutor


def running_on(day: date) -> Select[Any]:
    """Return the statement that reads the pathways of a day with stage, tutor and name; one row each."""
    tutored = (PathwayTutor.pathway_id == Pathway.id) & _covers(PathwayTutor, day)
    staged = (PathwayStage.pathway_id == Pathway.id) & _covers(PathwayStage, day)
    columns: list[Any] = [
        Pathway.id, Pathway.person_id, Pathway.entered_on, Pathway.left_on, Pathway.left_reason, PathwayStage.stage,
        PathwayStage.since, PathwayTutor.tutor_id, Party.first_name, Party.last_name,
    ]  # fmt: skip
    return (
        select(*columns)
        .join(PathwayStage, staged)
        .join(Party, Party.id == Pathway.person_id)
        .outerjoin(PathwayTutor, tutored)
    )


def filtered(
    statement: Select[Any], day: date, *, tutor_id: str | None = None, establishment: str | None = None,
    stage: str | None = None, person_id: str | None = None,
) -> Select[Any]:  # fmt: skip
    """Narrow the statement to the people who are on the pathway on the day, and to those asked for."""
    found = statement.where(or_(Pathway.left_on.is_(None), Pathway.left_on >= day))
    if tutor_id is not None:
        found = found.where(PathwayTutor.tutor_id == tutor_id)
    if stage is not None:
        found = found.where(PathwayStage.stage == stage)
    if person_id is not None:
        found = found.where(Pathway.person_id == person_id)
    if establishment is not None:
        there = (
            select(ActivityOwner.party_id).join(Activity, Activity.id == ActivityOwner.activity_id)
            .where(owning_on(day), establishment_on(day) == establishment, state_on(day) != CLOSED)
        )  # fmt: skip
        found = found.where(Pathway.person_id.in_(there))
    return found


def _covers(table: Any, day: date) -> Any:
    return (table.since <= day) & or_(table.until.is_(None), table.until >= day)
