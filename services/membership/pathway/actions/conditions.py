"""Conditions: what the statutes ask for before a stage, confirmed by somebody on some evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.membership.activities.as_of import owning_on, state_on
from services.membership.activities.rules import OPEN
from services.membership.activities.tables import Activity, ActivityOwner
from services.membership.register.contract.refusals import NotInRegister
from services.membership.register.tables import Party

from .. import contract
from ..contract.refusals import (
    AlreadySettled,
    ConditionNotByHand,
    ConditionStands,
    NoActivity,
    NotTheTutor,
    UnknownCondition,
)
from ..reaching import held
from ..rules import ADMISSION
from ..tables import Pathway, PathwayCondition
from ..tutors import is_tutor
from ..written import written_on
from .entering import check_day

TUTOR_VALIDATION, REGULAR_ACTIVITY = "tutor_validation", "regular_activity"


@answers(contract.confirm_condition)
def confirm_condition(unit: Unit, pathway_id: str, body: dict[str, Any]) -> PathwayCondition:
    """Record what somebody confirmed on paper; a tutor may as well sign in and say so (``give_validation``)."""
    pathway, met_on = held(unit, pathway_id), body["met_on"] or unit.today
    return confirm(unit, pathway, body["condition"], body["by_id"], met_on, body["evidence"], in_person=False)


def confirm(
    unit: Unit, pathway: Pathway, condition: str, by_id: str, met_on: date, evidence: str | None, *, in_person: bool
) -> PathwayCondition:  # fmt: skip
    """Confirm a condition that the statutes ask for: the tutor's is the tutor's, an activity is one that is there.

    The caller holds the person.
    """
    check_day(unit, pathway, met_on)
    _check_known(unit, condition)
    _check_founded(unit, pathway, condition, by_id, met_on)
    if unit.session.get(Party, by_id) is None:
        raise NotInRegister(member_id=by_id)
    if (found := standing_condition(unit, pathway.id, condition)) is not None:
        raise ConditionStands(condition=condition, met_on=found.met_on)
    row = PathwayCondition(
        id=new_id("pcd"), pathway_id=pathway.id, condition=condition, by_id=by_id, met_on=met_on, evidence=evidence,
        in_person=in_person, withdrawn_on=None, recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    return row


def standing_condition(unit: Unit, pathway_id: str, condition: str) -> PathwayCondition | None:
    """Return the confirmation of a condition that was not withdrawn."""
    standing = select(PathwayCondition).where(
        PathwayCondition.pathway_id == pathway_id, PathwayCondition.condition == condition,
        PathwayCondition.withdrawn_on.is_(None),
    )  # fmt: skip
    return unit.session.scalar(standing)


@answers(contract.withdraw_condition)
def withdraw_condition(unit: Unit, pathway_id: str, condition_id: str, body: dict[str, Any]) -> PathwayCondition:
    """Withdraw a confirmation from a day on."""
    pathway, on = held(unit, pathway_id), body["on"] or unit.today
    row = unit.session.get(PathwayCondition, condition_id, with_for_update=True)
    if row is None or row.pathway_id != pathway_id:
        raise NotFound(what="condition", id=condition_id)
    return withdraw(unit, pathway, row, on)


def withdraw(unit: Unit, pathway: Pathway, row: PathwayCondition, on: date) -> PathwayCondition:
    """Let a confirmation no longer count from a day on; the stages that were reached stay. The caller holds both."""
    check_day(unit, pathway, on)
    if row.withdrawn_on is not None:
        raise AlreadySettled(what="condition", id=row.id, outcome="withdrawn")
    row.withdrawn_on = max(on, row.met_on)
    unit.session.flush()
    return row


def _check_known(unit: Unit, condition: str) -> None:
    written = written_on(unit, unit.today)
    asked = sorted({name for stage in written.stages for name in stage.conditions})
    if condition not in asked:
        raise UnknownCondition(article=written.article, condition=condition, conditions=", ".join(asked) or "none")
    if condition == ADMISSION:
        raise ConditionNotByHand(article=written.article, condition=condition)


def _check_founded(unit: Unit, pathway: Pathway, condition: str, by_id: str, day: date) -> None:
    article = unit.rules.statutes("membership.stages").article
    if condition == TUTOR_VALIDATION and not is_tutor(unit, pathway.id, by_id, day):
        raise NotTheTutor(article=article, by_id=by_id, given=day)
    if condition == REGULAR_ACTIVITY:
        owned = (
            select(Activity.id).join(ActivityOwner, ActivityOwner.activity_id == Activity.id)
            .where(ActivityOwner.party_id == pathway.person_id, Activity.opened_on <= day, owning_on(day),
                   state_on(day) == OPEN)
        )  # fmt: skip
        if unit.session.scalar(owned.limit(1)) is None:
            raise NoActivity(article=article, person_id=pathway.person_id, given=day)
