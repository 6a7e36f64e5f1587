"""Somebody enters the pathway, is looked at on it, and is accompanied by a tutor."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.clock import legal_day
from services.commons.ids import new_id
from services.commons.refusals import Invalid, NotFound
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.storage import Unit
from services.membership.register import parties
from services.membership.register.days import check_not_in_the_future

from .. import contract
from ..contract.refusals import BeforePathway, PathwayRuns
from ..deadlines import deadline_shown
from ..reaching import held, reach
from ..running import running_on
from ..standing import contract_shown, shown, standings
from ..tables import (
    Pathway,
    PathwayAppointment,
    PathwayCondition,
    PathwayObjective,
    PathwayPostponement,
    PathwayStage,
    PathwayTutor,
)
from ..tutors import succeed
from ..written import written_on


@answers(contract.enter_pathway)
def enter_pathway(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Let a person who is known, or a new one, enter at the first stage of the statutes."""
    entered_on = body["entered_on"] or unit.today
    check_not_in_the_future(unit, entered_on)
    check_not_before_founding(unit, entered_on)
    if (body["person_id"] is None) == (body["person"] is None):
        message = "Name either somebody who is known or a new person."
        raise Invalid(errors=[{"in": "body", "pointer": "/person_id", "message": message}])
    person_id = body["person_id"]
    if person_id is None:
        person = body["person"]
        person_id = parties.enter(unit, "per", "natural_person", person["external_id"], person)
    parties.locked(unit, person_id)
    running = select(Pathway.id).where(Pathway.person_id == person_id, Pathway.left_on.is_(None))
    if (pathway_id := unit.session.scalar(running)) is not None:
        raise PathwayRuns(person_id=person_id, pathway_id=pathway_id)
    pathway = Pathway(id=new_id("pth"), person_id=person_id, entered_on=entered_on, left_on=None, left_reason=None,
                      recorded_at=unit.now)  # fmt: skip
    unit.session.add(pathway)
    unit.session.flush()
    reach(unit, pathway, written_on(unit, unit.today).stages[0].slug, entered_on)
    if body["tutor_id"] is not None:
        succeed(unit, pathway, body["tutor_id"], entered_on)
    return pathway_shown(unit, pathway.id, unit.today)


@answers(contract.get_pathway)
def get_pathway(unit: Unit, pathway_id: str, as_of: date | None) -> dict[str, Any]:
    """Return a pathway as of a day; before it was entered it does not exist."""
    return pathway_shown(unit, pathway_id, as_of or unit.today)


@answers(contract.name_tutor)
def name_tutor(unit: Unit, pathway_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Name a tutor from a day on."""
    pathway, since = held(unit, pathway_id), body["since"] or unit.today
    check_day(unit, pathway, since)
    succeed(unit, pathway, body["tutor_id"], since)
    return pathway_shown(unit, pathway_id, unit.today)


def check_day(unit: Unit, pathway: Pathway, day: date) -> None:
    """Refuse a day to come, and one on which the pathway had not begun."""
    check_not_in_the_future(unit, day)
    if day < pathway.entered_on:
        raise BeforePathway(given=day, entered_on=pathway.entered_on)


def pathway_shown(unit: Unit, pathway_id: str, day: date) -> dict[str, Any]:
    """Return a pathway with its history, as it was on a day."""
    row = unit.session.execute(running_on(day).where(Pathway.id == pathway_id)).first()
    if row is None:
        raise NotFound(what="pathway", id=pathway_id)
    (standing,) = standings(unit, [row], day)
    stages, tutors = _of(unit, PathwayStage, pathway_id), _of(unit, PathwayTutor, pathway_id)
    return {
        **shown(standing), "left_on": row.left_on, "left_reason": row.left_reason, "as_of": day,
        "deadlines": [deadline_shown(one, day) for one in standing.deadlines],
        "postponements": [one for one in _of(unit, PathwayPostponement, pathway_id)
                          if legal_day(one.recorded_at) <= day],
        "contracts": [contract_shown(one) for one in standing.contracts],
        # A stage that was left on the day it was reached has no days of its own, and is still a step that was taken.
        "stages": [one for one in stages if one.since <= day],
        "tutors": [one for one in tutors if one.since <= day and (one.until is None or one.until >= one.since)],
        "conditions": [one for one in _of(unit, PathwayCondition, pathway_id) if one.met_on <= day],
        "objectives": [one for one in _of(unit, PathwayObjective, pathway_id) if one.set_on <= day],
        "appointments": _of(unit, PathwayAppointment, pathway_id),
    }  # fmt: skip


def _of(unit: Unit, table: Any, pathway_id: str) -> list[Any]:
    order = table.number if hasattr(table, "number") else table.id
    return list(unit.session.scalars(select(table).where(table.pathway_id == pathway_id).order_by(order)))
