"""The day to be an associate is put off by a decision, which somebody records with its reason."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.membership.engagements.rules import day_after, last_day

from .. import contract
from ..contract.refusals import NothingToPutOff, PostponementOutOfBounds
from ..reaching import held
from ..running import running_on
from ..standing import standings
from ..tables import Pathway, PathwayPostponement
from ..written import written_on
from .entering import pathway_shown


@answers(contract.put_off_deadline)
def put_off_deadline(unit: Unit, pathway_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Put off the day to be an associate, to one that is still to come.

    The law (Labour Code, article L7331-3) knows no such day of grace: it is for what makes the time longer or the day
    another one, such as a suspended contract, and whoever decides answers for it by the reference. One postponement
    reaches no further than the whole time again, so that a slip of the pen does not silence the deadline.
    """
    held(unit, pathway_id)
    today, months = unit.today, written_on(unit, unit.today).associate_months
    row = unit.session.execute(running_on(today).where(Pathway.id == pathway_id)).one()
    (standing,) = standings(unit, [row], today)
    due = next((one for one in standing.deadlines if one.kind == "associate"), None)
    if due is None or months is None:
        raise NothingToPutOff(pathway_id=pathway_id)
    earliest, latest = max(day_after(due.due_on), today), last_day(day_after(due.due_on), int(months.value))
    if not earliest <= body["until"] <= latest:
        raise PostponementOutOfBounds(article=due.article, due_on=due.due_on, earliest=earliest, latest=latest,
                                      given=body["until"])  # fmt: skip
    count = select(func.count()).where(PathwayPostponement.pathway_id == pathway_id)
    unit.session.add(PathwayPostponement(
        pathway_id=pathway_id, number=(unit.session.scalar(count) or 0) + 1, due_on=due.due_on, recorded_at=unit.now,
        **body,
    ))  # fmt: skip
    unit.session.flush()
    return pathway_shown(unit, pathway_id, today)
