"""Who is admitted as a member reaches the stage that asks for it, where nothing else is missing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.register.admitting import Admission, after_admission

from .reaching import present_stage, reach
from .rules import ADMISSION, fits, next_stage, stages_of
from .running import running_on
from .standing import standings
from .tables import Pathway


@after_admission
def reach_stage_of_admission(unit: Unit, admissions: Sequence[Admission]) -> None:
    """Let those admitted who follow a pathway reach their next stage, if admission was the last thing missing."""
    stages = stages_of(unit.rules.statutes("membership.stages", []).value)
    if not any(ADMISSION in one.conditions for one in stages):
        return
    began = {one.member_id: one.period.starts_on for one in admissions if one.period.ends_on is None}
    rows = select(Pathway).where(Pathway.person_id.in_(began), Pathway.left_on.is_(None))
    for pathway in unit.session.scalars(rows).all():
        present = present_stage(unit, pathway.id)
        following, day = next_stage(stages, present.stage), began[pathway.person_id]
        if following is None or ADMISSION not in following.conditions or day < present.since:
            continue
        (standing,) = standings(unit, unit.session.execute(running_on(day).where(Pathway.id == pathway.id)).all(), day)
        running = standing.contract
        if not standing.missing and not _lacks_contract(following.contract, running.form if running else None):
            reach(unit, pathway, following.slug, day, engagement_id=running.id if running else None, present=present)


def _lacks_contract(asked: str | None, form: str | None) -> bool:
    return asked is not None and (form is None or not fits(form, asked))
