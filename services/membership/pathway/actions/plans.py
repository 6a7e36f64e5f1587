"""What is planned on a pathway and what comes of it: objectives, and appointments, interviews among them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import Invalid, NotFound
from services.commons.storage import Unit
from services.membership.register.contract.refusals import NotInRegister
from services.membership.register.days import check_not_in_the_future
from services.membership.register.tables import Party

from .. import contract
from ..contract.refusals import AlreadySettled, AppointmentStands, BeforePathway, ObjectiveBackwards
from ..reaching import held
from ..tables import PathwayAppointment, PathwayObjective
from .entering import check_day


@answers(contract.set_objective)
def set_objective(unit: Unit, pathway_id: str, body: dict[str, Any]) -> PathwayObjective:
    """Set something to reach by a day."""
    pathway, set_on = held(unit, pathway_id), body["set_on"] or unit.today
    check_day(unit, pathway, set_on)
    if body["due_on"] < set_on:
        raise ObjectiveBackwards(given=body["due_on"], set_on=set_on)
    row = PathwayObjective(id=new_id("obj"), pathway_id=pathway_id, text=body["text"], set_on=set_on,
                           due_on=body["due_on"], outcome=None, settled_on=None, recorded_at=unit.now)  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    return row


@answers(contract.settle_objective)
def settle_objective(unit: Unit, pathway_id: str, objective_id: str, body: dict[str, Any]) -> PathwayObjective:
    """Say once what came of an objective."""
    pathway = held(unit, pathway_id, running=False)
    row: PathwayObjective = _item(unit, PathwayObjective, pathway_id, objective_id, "objective")
    on = body["on"] or unit.today
    check_day(unit, pathway, on)
    if row.outcome is not None:
        raise AlreadySettled(what="objective", id=objective_id, outcome=row.outcome)
    if on < row.set_on:
        raise ObjectiveBackwards(given=on, set_on=row.set_on)
    row.outcome, row.settled_on = body["outcome"], on
    unit.session.flush()
    return row


@answers(contract.make_appointment)
def make_appointment(unit: Unit, pathway_id: str, body: dict[str, Any]) -> PathwayAppointment:
    """Plan an appointment, or note one that was."""
    pathway = held(unit, pathway_id)
    if body["on"] < pathway.entered_on:
        raise BeforePathway(given=body["on"], entered_on=pathway.entered_on)
    if unit.session.get(Party, body["with_id"]) is None:
        raise NotInRegister(member_id=body["with_id"])
    if body["with_id"] == pathway.person_id:
        raise Invalid(errors=[{"in": "body", "pointer": "/with_id", "message": "An appointment is with another."}])
    same = select(PathwayAppointment.id).where(
        PathwayAppointment.pathway_id == pathway_id, PathwayAppointment.kind == body["kind"],
        PathwayAppointment.with_id == body["with_id"], PathwayAppointment.on == body["on"],
        PathwayAppointment.state.in_(("planned", "kept")),
    )  # fmt: skip
    if (standing := unit.session.scalar(same.limit(1))) is not None:
        raise AppointmentStands(id=standing, with_id=body["with_id"], on=body["on"])
    row = PathwayAppointment(id=new_id("apt"), pathway_id=pathway_id, state="planned", recorded_at=unit.now, **body)
    unit.session.add(row)
    unit.session.flush()
    return row


@answers(contract.settle_appointment)
def settle_appointment(unit: Unit, pathway_id: str, appointment_id: str, body: dict[str, Any]) -> PathwayAppointment:
    """Say once whether an appointment was kept; only what was planned for a day that has come can have been."""
    held(unit, pathway_id, running=False)
    row: PathwayAppointment = _item(unit, PathwayAppointment, pathway_id, appointment_id, "appointment")
    if row.state != "planned":
        raise AlreadySettled(what="appointment", id=appointment_id, outcome=row.state)
    if body["outcome"] != "cancelled":
        check_not_in_the_future(unit, row.on)
    row.state = body["outcome"]
    unit.session.flush()
    return row


def _item(unit: Unit, table: Any, pathway_id: str, item_id: str, what: str) -> Any:
    row = unit.session.get(table, item_id, with_for_update=True, populate_existing=True)
    if row is None or row.pathway_id != pathway_id:
        raise NotFound(what=what, id=item_id)
    return row
