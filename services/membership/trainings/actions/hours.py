"""Hours by person and year, and the figure of the fifth principle."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import extract, func, select

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of
from services.membership.register.contract.refusals import NotInRegister
from services.membership.register.tables import Party

from .. import contract
from ..figures import education
from ..tables import Training, TrainingPlace

SHOWN = 500


@answers(contract.get_member_trainings)
def get_member_trainings(unit: Unit, member_id: str) -> dict[str, Any]:
    """Return the trainings of one person, and the minutes of each year."""
    if unit.session.get(Party, member_id) is None:
        raise NotInRegister(member_id=member_id)
    rows = unit.session.execute(
        select(Training.id.label("training_id"), Training.title, Training.theme, Training.day, TrainingPlace.state,
               TrainingPlace.minutes, TrainingPlace.certificate)
        .join(TrainingPlace, TrainingPlace.training_id == Training.id)
        .where(TrainingPlace.member_id == member_id, Training.state != "cancelled")
        .order_by(Training.day.desc(), Training.id.desc())
    ).mappings().all()  # fmt: skip
    years: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row["minutes"] is not None:
            years[row["day"].year].append(row["minutes"])
    return {
        "member_id": member_id, "minutes": sum(map(sum, years.values())),
        "years": [{"year": year, "sessions": len(years[year]), "minutes": sum(years[year])}
                  for year in sorted(years, reverse=True)],
        "trainings": [dict(row) for row in rows[:SHOWN]],
    }  # fmt: skip


@answers(contract.list_training_hours)
def list_training_hours(unit: Unit, year: int | None, limit: int, cursor: str | None) -> Listed:
    """List, for a year, everybody who was trained in it."""
    asked = year or unit.today.year
    statement: Any = (
        select(TrainingPlace.member_id, func.count().label("sessions"),
               func.sum(TrainingPlace.minutes).label("minutes"))
        .join(Training, Training.id == TrainingPlace.training_id)
        .where(TrainingPlace.state == "attended", extract("year", Training.day) == asked)
        .group_by(TrainingPlace.member_id)
    )  # fmt: skip
    page = page_of(unit.session, statement, key=[TrainingPlace.member_id], limit=limit, cursor=cursor, scalars=False)
    rows = [{"member_id": one.member_id, "year": asked, "sessions": one.sessions, "minutes": int(one.minutes)}
            for one in page.data]  # fmt: skip
    return Listed(rows, page.next_cursor)


@answers(contract.show_education)
def show_education(unit: Unit, year: int | None) -> dict[str, Any]:
    """Return the figures of a year, as of its last day or today."""
    asked = year or unit.today.year
    return education(unit, asked, min(date(asked, 12, 31), max(unit.today, date(asked, 1, 1))))
