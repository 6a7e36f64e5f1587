"""The board: who stands where on a day, what is wanting, and what is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of

from .. import contract
from ..contract.schemas.board import FIGURES
from ..running import filtered, running_on
from ..standing import Standing, shown, standings
from ..tables import Pathway
from ..written import Written, written_on

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
    person_id: str | None, figure: str | None,
) -> dict[str, Any]:  # fmt: skip
    """Return the board of a day."""
    day, written = as_of or unit.today, written_on(unit, as_of or unit.today)
    everyone = on_board(unit, day, written, figure, tutor_id=tutor_id, establishment=establishment, stage=stage,
                        person_id=person_id)  # fmt: skip
    people = [shown(one) for one in everyone[:MOST]]
    return {**counted(written, everyone, day), "people": people, "more": len(everyone) > MOST}


def on_board(
    unit: Unit, day: date, written: Written, figure: str | None = None, **wanted: str | None
) -> list[Standing]:  # fmt: skip
    """Return everybody on the board of a day: by stage, then by the deadline that comes first, then by name."""
    rows = unit.session.execute(filtered(running_on(day), day, **wanted)).all()
    everyone = sorted(standings(unit, rows, day), key=_order)
    return everyone if figure is None else [one for one in everyone if _counts(one, figure, written)]


def _order(one: Standing) -> tuple[int, date, str, str, str]:
    due = min((each.due_on for each in one.deadlines), default=date.max)
    return one.stage.place, due, one.pathway.last_name or "", one.pathway.first_name or "", one.pathway.id


def counted(written: Written, everyone: Sequence[Standing], day: date) -> dict[str, Any]:
    """Return the figures of a board."""
    people = Counter(one.pathway.stage for one in everyone)
    return {
        "as_of": day,
        "stages": [{"stage": one.slug, "name": one.name, "people": people[one.slug]} for one in written.stages
                   if one.slug != "left"],
        "people_count": len(everyone),
        **{figure: sum(_counts(one, figure, written) for one in everyone) for figure in FIGURES},
    }  # fmt: skip


def _counts(one: Standing, figure: str, written: Written) -> int:
    """Return what somebody adds to a figure of the board: nothing, one, or so many interviews."""
    left = [(each.due_on - one.day).days for each in one.deadlines]
    soon = max(written.warnings, default=0)
    return {
        "tutors_missing": int(one.tutor_missing),
        "contracts_missing": int(one.contract_missing),
        "contracts_lapsed": int(one.lapsed is not None),
        "deadlines_passed": int(any(days < 0 for days in left)),
        "deadlines_near": int(any(0 <= days <= soon for days in left)),
        "interviews_missed": one.missed,
    }[figure]
