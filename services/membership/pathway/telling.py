"""What the pathway tells of a person's life: stages, tutors, conditions, appointments that were kept or missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from services.commons.clock import legal_day
from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .rules import LEFT
from .tables import Pathway, PathwayAppointment, PathwayCondition, PathwayPostponement, PathwayStage, PathwayTutor


@tells("pathway")
def stages(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell each stage that was reached, and the end of the pathway with its reason."""
    own = {one.id: one for one in unit.session.scalars(select(Pathway).where(Pathway.person_id == member_id))}
    for one in _of(unit, PathwayStage, own, PathwayStage.number):
        rows = (("pathway_stages", f"{one.pathway_id}/{one.number}"),)
        if one.stage != LEFT:
            values: dict[str, Any] = {"stage": one.stage, "pathway_id": one.pathway_id}
            yield Entry(one.since, "stage_reached", "Reached the stage {stage} of the pathway.", values,
                        one.recorded_at, rows)  # fmt: skip
            continue
        pathway = own[one.pathway_id]
        values = {"pathway_id": pathway.id, "reason": pathway.left_reason}
        yield Entry(pathway.left_on or one.since, "pathway_left", "Last day on the pathway: {reason}.", values,
                    one.recorded_at, (*rows, ("pathways", pathway.id)))  # fmt: skip


@tells("tutoring")
def tutors(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell who accompanied the person, and whom the person accompanied; never what was noted."""
    own = select(Pathway.id).where(Pathway.person_id == member_id)
    found = select(PathwayTutor).where((PathwayTutor.pathway_id.in_(own)) | (PathwayTutor.tutor_id == member_id))
    for one in unit.session.scalars(found.order_by(PathwayTutor.pathway_id, PathwayTutor.number)):
        if one.until is not None and one.until < one.since:
            continue
        tutor, rows = one.tutor_id == member_id, (("pathway_tutors", f"{one.pathway_id}/{one.number}"),)
        values = {"pathway_id": one.pathway_id, "tutor_id": one.tutor_id, "reason": one.end_reason}
        began, ended = (
            ("Accompanies pathway {pathway_id}.", "Last day of accompanying pathway {pathway_id}.") if tutor
            else ("Is accompanied by {tutor_id}.", "Last day of being accompanied by {tutor_id}.")
        )  # fmt: skip
        yield Entry(one.since, "tutor_named", began, values, one.recorded_at, rows)
        if one.until is not None:
            yield Entry(one.until, "tutor_ended", ended, values, one.recorded_at, rows)


@tells("pathway-conditions")
def conditions(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell each condition that was confirmed or withdrawn, and each appointment that was kept or missed."""
    own = list(unit.session.scalars(select(Pathway.id).where(Pathway.person_id == member_id)))
    for one in _of(unit, PathwayCondition, own, PathwayCondition.id):
        values, rows = {"condition": one.condition, "by_id": one.by_id}, (("pathway_conditions", one.id),)
        yield Entry(one.met_on, "condition_met", "The condition {condition} was confirmed by {by_id}.", values,
                    one.recorded_at, rows)  # fmt: skip
        if one.withdrawn_on is not None:
            yield Entry(one.withdrawn_on, "condition_withdrawn", "The condition {condition} was withdrawn.", values,
                        one.recorded_at, rows)  # fmt: skip
    for one in _of(unit, PathwayAppointment, own, PathwayAppointment.id):
        if one.state in ("kept", "missed"):
            yield Entry(one.on, f"appointment_{one.state}", "An appointment ({kind}) was {state}.",
                        {"kind": one.kind, "state": one.state}, one.recorded_at,
                        (("pathway_appointments", one.id),))  # fmt: skip


@tells("pathway-postponements")
def postponements(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell each time that the day to be an associate was put off, on the day that somebody recorded it."""
    own = list(unit.session.scalars(select(Pathway.id).where(Pathway.person_id == member_id)))
    for one in _of(unit, PathwayPostponement, own, PathwayPostponement.number):
        values = {"pathway_id": one.pathway_id, "due_on": one.due_on, "until": one.until, "reason": one.reason}
        yield Entry(legal_day(one.recorded_at), "deadline_put_off",
                    "The day to be an associate was put off from {due_on} to {until}: {reason}.", values,
                    one.recorded_at, (("pathway_postponements", f"{one.pathway_id}/{one.number}"),))  # fmt: skip


def _of(unit: Unit, table: Any, pathway_ids: Any, order: Any) -> Sequence[Any]:
    rows = select(table).where(table.pathway_id.in_(list(pathway_ids))).order_by(table.pathway_id, order)
    return unit.session.scalars(rows).all()
