"""What has to happen by which day in a pathway: terms of contracts, the months to be an associate, interviews."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.clock import legal_day
from services.commons.storage import Unit
from services.membership.engagements.terms import Limits

from .rules import Contract, Deadline, Stage, associate_by, employed_since, interview_year, support_days
from .tables import PathwayPostponement
from .written import Written

# With these days a contract ends, whether or not anybody records it.
ENDING = ("contract_term", "associate")


def of_contract(running: Contract | None, written: Written) -> Iterator[Deadline]:
    """Yield the term of the running contract, and the last day that all its renewals together may reach."""
    if running is None or running.term_on is None:
        return
    bounds = written.limits.get(running.form, Limits(None, None))
    yield Deadline("contract_term", running.term_on, bounds.months.article if bounds.months else written.article)
    if running.latest is not None and bounds.renewals is not None:
        yield Deadline("support_limit", running.latest, bounds.renewals.article)


def of_association(
    stage: Stage, contracts: Sequence[Contract], running: Contract | None, written: Written, put_off: date | None
) -> Iterator[Deadline]:  # fmt: skip
    """Yield the day by which who is employed is an associate; ``put_off`` is the day that somebody put it off to."""
    months, goal = written.associate_months, written.goal
    if running is None or running.kind != "employment" or months is None or goal is None or stage.place >= goal.place:
        return
    since = employed_since(contracts, running)
    by = associate_by(since, support_days(contracts, since), int(months.value))
    yield Deadline("associate", max(by, put_off or by), months.article)


def of_interviews(first: date | None, held: int, owed: int, day: date, written: Written) -> Iterator[Deadline]:
    """Yield the end of the running year of a pathway whose interviews are not held yet."""
    if first is not None and held < owed:
        yield Deadline("interviews", interview_year(first, day)[1], written.interviews.article)


def postponed(unit: Unit, pathway_ids: Collection[str], day: date) -> dict[str, date]:
    """Return until when the day to be an associate was put off, by what had been recorded on a day."""
    table = PathwayPostponement
    rows = select(table).where(table.pathway_id.in_(pathway_ids)).order_by(table.pathway_id, table.number)
    return {row.pathway_id: row.until for row in unit.session.scalars(rows) if legal_day(row.recorded_at) <= day}


def deadline_shown(deadline: Deadline, day: date) -> dict[str, Any]:
    """Return a deadline as it is shown on a day."""
    return {"kind": deadline.kind, "due_on": deadline.due_on, "days_left": (deadline.due_on - day).days,
            "article": deadline.article}  # fmt: skip
