"""Keeps revenue off activities that are closed, at whatever door an entry comes in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from sqlalchemy import select

from services.commons.refusals import Refusal
from services.commons.storage import Unit
from services.ledger.activities.tables import Activity, ActivityClosing
from services.ledger.journal.guards import objects_to_entries
from services.ledger.journal.refusals import ActivityIsClosed
from services.ledger.journal.rules import Draft

SOLD = "70"


@objects_to_entries(axis="activity")
def after_the_closing(unit: Unit, drafts: Mapping[int, Draft]) -> dict[int, Refusal]:
    """Answer which entries book sales of an activity after its last day, and the days that the bylaws add to it.

    Nor are there sales between that day and the one on which it opened again, however often it did.
    """
    sales = {(place, activity) for place, draft in drafts.items() for activity in _sellers(draft)}
    if not sales:
        return {}
    closings = defaultdict(list)
    for row in unit.session.execute(
        select(Activity.id, Activity.code, ActivityClosing.closed_on, ActivityClosing.resumed_on)
        .join(ActivityClosing, ActivityClosing.activity_id == Activity.id)
        .where(Activity.id.in_({activity for _, activity in sales})).order_by(ActivityClosing.closed_on)
    ):  # fmt: skip
        closings[row.id].append(row)
    if not closings:
        return {}
    rule = unit.rules.bylaws("activities.revenue_days_after_closing", 0)
    found: dict[int, Refusal] = {}
    for place, activity in sorted(sales):
        day = drafts[place].day
        for row in closings[activity]:
            if _later(row.closed_on, int(rule.value)) < day and (row.resumed_on is None or day < row.resumed_on):
                found[place] = ActivityIsClosed(
                    article=rule.article, activity=row.code, closed_on=row.closed_on, date=day
                )
    return found


def _sellers(draft: Draft) -> Iterator[str]:
    """Yield the activities that an entry credits with sales; the counter-entry of a credit note is none."""
    if draft.reverses is None:
        for line in draft.lines:
            if line.activity is not None and line.amount < 0 and line.account.startswith(SOLD):
                yield line.activity


def _later(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))
