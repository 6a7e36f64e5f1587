"""The board: who stands where on a day, what is wanting, and what is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of

from .. import contract
from ..standing import Standing, Written, filtered, running_on, shown, standings, written_on
from ..tables import Pathway

MOST = 1000


@answers(contract.list_pathways)
def list_pathways(
    unit: Unit, as_of: date | None, tutor_id: str | None, establishment: str | None, stage: str | None,
    person_id: str | None, limit: int, cursor: str | None,
) -> Listed:  # fmt: skip
    """Return a page of the pathways that run on a day, in the order in which they were recorded."""
    day = as_of or unit.today
    rows = filtered(running_on(day), day, tutor_id=tutor_id, establishment=establishment, stage=stage,
                    person_id=person_id)  # fmt: skip
    page = page_of(unit.session, rows, key=[Pathway.id], limit=limit, cursor=cursor, scalars=False)
    return Listed([shown(one) for one in standings(unit, page.data, day)], page.next_cursor)


@answers(contract.get_board)
def get_board(
    unit: Unit, as_of: date | None, tutor_id: str | None, establishment: str | None, stage: str | None,
    person_id: str | None,
) -> dict[str, Any]:  # fmt: skip
    """Return the board of a day."""
    day = as_of or unit.today
    everyone = on_board(unit, day, tutor_id=tutor_id, establishment=establishment, stage=stage, person_id=person_id)
    people = [shown(one) for one in everyone[:MOST]]
    return {**counted(written_on(unit, day), everyone, day), "people": people, "more": len(everyone) > MOST}


def on_board(unit: Unit, day: date, **wanted: str | None) -> list[Standing]:
    """Return everybody on the board of a day: by stage, then by the deadline that comes first, then by name."""
    rows = unit.session.execute(filtered(running_on(day), day, **wanted)).all()
    return sorted(standings(unit, rows, day), key=_order)


def _order(one: Standing) -> tuple[int, date, str, str, str]:
    due = min((each.due_on for each in one.deadlines), default=date.max)
    return one.stage.place, due, one.pathway.last_name or "", one.pathway.first_name or "", one.pathway.id


def counted(written: Written, everyone: Sequence[Standing], day: date) -> dict[str, Any]:
    """Return the figures of a board."""
    people, soon = Counter(one.pathway.stage for one in everyone), max(written.warnings, default=0)
    left = [[(each.due_on - day).days for each in one.deadlines] for one in everyone]
    return {
        "as_of": day,
        "stages": [{"stage": one.slug, "name": one.name, "people": people[one.slug]} for one in written.stages
                   if one.slug != "left"],
        "people_count": len(everyone),
        "tutors_missing": sum(one.tutor_missing for one in everyone),
        "contracts_missing": sum(one.contract_missing for one in everyone),
        "deadlines_passed": sum(any(days < 0 for days in each) for each in left),
        "deadlines_near": sum(any(0 <= days <= soon for days in each) for each in left),
        "interviews_missed": sum(one.missed for one in everyone),
    }  # fmt: skip
