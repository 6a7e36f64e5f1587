"""Warns of deadlines, each once for every warning that the bylaws ask for; and tells when one ended a contract.

What happens on the day after the last one, by itself: the contract is told as lapsed, once, and stands on the board as
such until somebody records its end, with the pathway's (``POST /pathways/{id}/stages``, ``left``), or that it goes on:
a renewal, an admission, or a postponement with its reason. No task ends the contract. The law does (Labour Code,
article L7331-3; Commercial Code, article L127-2), but whether its condition is met can be false in these books only: an
admission that the assembly voted and nobody entered yet, a contract that was suspended, a renewal signed on paper. An
end that a machine wrote would go to the payroll, to capital and to the activities, and could not be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy.dialects.postgresql import insert

from services.commons.clock import Clock
from services.commons.events.outbox import Told
from services.commons.storage import Database, Unit
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task

from .contract.events import contract_lapsed, deadline_near
from .deadlines import ENDING
from .rules import Deadline, thresholds_reached
from .running import filtered, running_on
from .standing import Standing, standings
from .tables import DeadlineTold
from .written import written_on

# Kept as the threshold of what was told after the day.
PASSED = -1
Warning = tuple[Standing, Deadline, list[int]]
Key = tuple[str, str, date, int]


def warn_of_deadlines(database: Database, clock: Clock) -> bool:
    """Tell every deadline that came near or ended a contract since this ran last; there is never more to do.

    Of several warnings that are due at once (the service was away) the nearest is told, and all count as given.
    """
    with database.transaction() as session:
        unit = Unit(database.coop, database.service, session, clock, OPERATOR)
        if not unit.rules.statutes("membership.stages", []).value:
            return False
        thresholds = written_on(unit, unit.today).warnings
        rows = session.execute(filtered(running_on(unit.today), unit.today)).all()
        due = [(one, deadline, reached) for one in standings(unit, rows, unit.today) for deadline in one.deadlines
               if (reached := _reached(deadline, unit.today, thresholds))]  # fmt: skip
        told = _given(unit, due)
        unit.emit_all([
            _said(one, deadline, reached[-1], unit.today) for one, deadline, reached in due
            if (one.pathway.id, deadline.kind, deadline.due_on, reached[-1]) in told
        ])  # fmt: skip
    return False


def _reached(deadline: Deadline, today: date, thresholds: Iterable[int]) -> list[int]:
    """Return the warnings that are due, the nearest last; of a contract that ended nothing but that it did."""
    ended = deadline.kind in ENDING and deadline.due_on < today
    return [PASSED] if ended else thresholds_reached(deadline.due_on, today, thresholds)


def _said(one: Standing, deadline: Deadline, threshold: int, today: date) -> Told:
    of = {"pathway_id": one.pathway.id, "person_id": one.pathway.person_id, "tutor_id": one.pathway.tutor_id,
          "kind": deadline.kind, "article": deadline.article}  # fmt: skip
    if threshold == PASSED and one.contract is not None:
        return contract_lapsed, f"pathways/{one.pathway.id}", {
            **of, "engagement_id": one.contract.id, "lapsed_on": deadline.due_on,
        }  # fmt: skip
    return deadline_near, f"pathways/{one.pathway.id}", {
        **of, "due_on": deadline.due_on, "threshold": threshold, "days_left": (deadline.due_on - today).days,
    }  # fmt: skip


def _given(unit: Unit, due: Iterable[Warning]) -> set[Key]:
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
    return {(row[0], row[1], row[2], row[3]) for row in unit.session.execute(returned)}


warning = Task("pathway-deadlines", warn_of_deadlines, sweep=timedelta(hours=6).total_seconds())
