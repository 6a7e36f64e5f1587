"""Warns of deadlines, each once for every warning that the bylaws ask for."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.dialects.postgresql import insert

from services.commons.clock import Clock
from services.commons.storage import Database, Unit
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task

from .contract.events import deadline_near
from .rules import Deadline, thresholds_reached
from .standing import Standing, filtered, running_on, standings, written_on
from .tables import DeadlineTold


def warn_of_deadlines(database: Database, clock: Clock) -> bool:
    """Tell every deadline that came near since this ran last; there is never more to do.

    Of several warnings that are due at once (the service was away) the nearest is told, and all count as given.
    """
    with database.transaction() as session:
        unit = Unit(database.coop, database.service, session, clock, OPERATOR)
        if not unit.rules.statutes("membership.stages", []).value:
            return False
        thresholds = written_on(unit, unit.today).warnings
        rows = session.execute(filtered(running_on(unit.today), unit.today)).all()
        due = [(one, deadline, days) for one in standings(unit, rows, unit.today) for deadline in one.deadlines
               if (days := thresholds_reached(deadline.due_on, unit.today, thresholds))]  # fmt: skip
        told = _given(unit, due)
        unit.emit_all([
            (deadline_near, f"pathways/{one.pathway.id}", {
                "pathway_id": one.pathway.id, "person_id": one.pathway.person_id, "tutor_id": one.pathway.tutor_id,
                "kind": deadline.kind, "due_on": deadline.due_on, "threshold": days[-1],
                "days_left": (deadline.due_on - unit.today).days, "article": deadline.article,
            })
            for one, deadline, days in due if (one.pathway.id, deadline.kind, deadline.due_on, days[-1]) in told
        ])  # fmt: skip
    return False


def _given(unit: Unit, due: list[tuple[Standing, Deadline, list[int]]]) -> set[tuple[str, str, object, int]]:
    """Write all warnings that are due, and return those that had not been given."""
    rows = [
        {"pathway_id": one.pathway.id, "kind": deadline.kind, "due_on": deadline.due_on, "threshold": days,
         "told_at": unit.now}
        for one, deadline, reached in due for days in reached
    ]  # fmt: skip
    if not rows:
        return set()
    table = DeadlineTold
    fresh = insert(table).values(rows).on_conflict_do_nothing()
    returned = fresh.returning(table.pathway_id, table.kind, table.due_on, table.threshold)
    return {tuple(row) for row in unit.session.execute(returned)}  # type: ignore[misc]


warning = Task("pathway-deadlines", warn_of_deadlines, sweep=timedelta(hours=6).total_seconds())
