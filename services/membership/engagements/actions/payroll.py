"""The payroll of a year, as the cooperative's payroll software exports it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.jobs import Verdict
from services.commons.money import Money
from services.commons.refusals import Invalid
from services.commons.storage import Listed, Unit, page_of

from .. import contract
from ..contract import UnknownExternalId, payroll_recorded
from ..people import member_id_of, person_known_as
from ..sheets import read_payroll
from ..tables import Payroll

FIGURES = ("wages", "hours", "months_present", "seniority_months")


@answers(contract.import_payroll, items=read_payroll, chunk=200)
def import_payroll_line(unit: Unit, row: dict[str, Any], dry_run: bool) -> Verdict:
    """Take in one person's year; figures that changed replace those held, and are told again."""
    person_id = person_known_as(unit, row["external_id"])
    if person_id is None:
        raise UnknownExternalId(external_id=row["external_id"])
    figures = {name: row[name] for name in FIGURES} | {"wages": _wages(row["wages"], unit.currency).minor}
    held = unit.session.get(Payroll, (person_id, row["year"]), with_for_update=True)
    if held is None:
        unit.session.add(Payroll(person_id=person_id, year=row["year"], recorded_at=unit.now, **figures))
        outcome: Any = "created"
    elif all(getattr(held, name) == value for name, value in figures.items()):
        return Verdict("skipped", person_id)
    else:
        for name, value in figures.items():
            setattr(held, name, value)
        held.recorded_at, outcome = unit.now, "updated"
    unit.session.flush()
    unit.emit(payroll_recorded, f"persons/{person_id}", {
        "person_id": person_id, "member_id": member_id_of(unit, person_id), "year": row["year"], **figures,
        "wages": Money(figures["wages"], unit.currency),
    })  # fmt: skip
    return Verdict(outcome, person_id)


@answers(contract.list_payroll)
def list_payroll(unit: Unit, year: int, limit: int, cursor: str | None) -> Listed:
    """Return a page of a year's figures."""
    statement = select(Payroll).where(Payroll.year == year)
    page = page_of(unit.session, statement, key=[Payroll.person_id], limit=limit, cursor=cursor)
    return Listed([_shown(unit, row) for row in page.data], page.next_cursor)


def _shown(unit: Unit, row: Payroll) -> dict[str, Any]:
    figures = {name: getattr(row, name) for name in FIGURES}
    return {"person_id": row.person_id, "year": row.year, **figures, "wages": Money(row.wages, unit.currency)}


def _wages(text: str, currency: str) -> Money:
    try:
        return Money.parse(text, currency)
    except ValueError as error:
        raise Invalid(errors=[{"in": "line", "pointer": "/wages", "message": f"{error}."}]) from None
