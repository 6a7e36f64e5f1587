"""Stages reached one after another, each on its conditions and its contract; and the pathway left."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import or_, select

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.membership.engagements.actions.amendments import amend
from services.membership.engagements.actions.engagements import close_engagement, open_engagement
from services.membership.engagements.contract import FORMS
from services.membership.engagements.rules import day_after, day_before
from services.membership.engagements.tables import Engagement
from services.membership.engagements.terms import limits_of, term_of
from services.membership.register.days import check_not_in_the_future

from .. import contract
from ..contract.refusals import (
    ConditionsMissing,
    ContractRuns,
    LeavingNeedsReason,
    StageNeedsContract,
    StageOutOfOrder,
    UnknownStage,
)
from ..leaving import leave
from ..met import conditions_missing
from ..reaching import held, present_stage, reach
from ..rules import LEFT, Stage, fits, stage_named
from ..tables import Pathway
from ..written import written_on
from .entering import pathway_shown


@answers(contract.enter_stage)
def enter_stage(unit: Unit, pathway_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Let somebody reach a later stage, whose conditions are met and whose contract runs or begins; or leave."""
    pathway, since = held(unit, pathway_id), body["since"] or unit.today
    check_not_in_the_future(unit, since)
    written, present = written_on(unit, since), present_stage(unit, pathway_id)
    asked = stage_named(written.stages, body["stage"])
    if asked is None:
        known = ", ".join(one.slug for one in written.stages)
        raise UnknownStage(article=written.article, stage=body["stage"], stages=known)
    reached = stage_named(written.stages, present.stage)
    if since < present.since or (reached is not None and asked.place <= reached.place):
        raise StageOutOfOrder(article=written.article, stage=asked.slug, given=since, present=present.stage,
                              since=present.since)  # fmt: skip
    if asked.slug == LEFT:
        _leave(unit, pathway, since, written.article, body)
        return pathway_shown(unit, pathway_id, unit.today)
    # Whoever jumps over a stage owes what it asks for, too.
    first = 0 if reached is None else reached.place + 1
    steps = [one for one in written.stages if first <= one.place <= asked.place]
    if missing := conditions_missing(unit, pathway, steps, since):
        raise ConditionsMissing(article=written.article, stage=asked.slug, missing=", ".join(missing), given=since,
                                conditions=missing)  # fmt: skip
    engagement = _contract(unit, pathway.person_id, asked, since, body["contract"], written.article)
    reach(unit, pathway, asked.slug, since, engagement_id=engagement.id if engagement else None,
          reference=body["reference"], present=present)  # fmt: skip
    return pathway_shown(unit, pathway_id, unit.today)


def _contract(
    unit: Unit, person_id: str, stage: Stage, since: date, asked: dict[str, Any] | None, article: str
) -> Engagement | None:
    """Return the contract that a stage rests on: the one that runs, amended or succeeded by the one that is given."""
    if stage.contract is None:
        return None
    running = _running(unit, person_id, since)
    if running is not None and fits(running.form, stage.contract) and asked is None:
        return running
    form = (asked or {}).get("form") or stage.contract
    if asked is None or not fits(form, stage.contract):
        raise StageNeedsContract(article=article, stage=stage.slug, form=stage.contract, given=since)
    if running is not None and running.form != form:
        last_day, reason = _end_before(unit, running, since)
        if FORMS[running.form] == FORMS[form] and last_day == day_before(since):
            # The same employment goes on in another form: an end and a beginning would tell of a loss of employment.
            amend(unit, running, "form", form, since)
            return running
        close_engagement(unit, running, last_day, reason)
    told = {"kind": FORMS[form], "form": form, "started_on": since, "term_on": asked["term_on"],
            "weekly_minutes": asked["weekly_minutes"]}  # fmt: skip
    return open_engagement(unit, person_id, told)


def _end_before(unit: Unit, running: Engagement, since: date) -> tuple[date, str]:
    """Return the last day of a contract that gives way to another: the day before, or its term if that came first."""
    term_on, before = term_of(running, limits_of(unit, running.form)), day_before(since)
    return (before, "mutual") if term_on is None or before < term_on else (term_on, "end_of_term")


def _leave(unit: Unit, pathway: Pathway, left_on: date, article: str, body: dict[str, Any]) -> None:
    if body["reason"] is None:
        raise LeavingNeedsReason(article=article)
    running = _running(unit, pathway.person_id, left_on)
    if running is not None and running.ended_on is None:
        if body["contract_end_reason"] is None:
            raise ContractRuns(article=article, engagement_id=running.id, given=left_on)
        last_day, _ = _end_before(unit, running, day_after(left_on))
        close_engagement(unit, running, last_day, body["contract_end_reason"])
    leave(unit, pathway, left_on, body["reason"], body["reference"])


def _running(unit: Unit, person_id: str, day: date) -> Engagement | None:
    runs = or_(Engagement.ended_on.is_(None), Engagement.ended_on >= day)
    found = select(Engagement).where(Engagement.person_id == person_id, Engagement.started_on <= day, runs)
    return unit.session.scalar(found.with_for_update())
