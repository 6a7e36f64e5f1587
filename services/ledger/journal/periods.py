"""Fiscal years as they stand, and the closing of a month."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of

from . import contract
from .posting import hold_the_book
from .refusals import MonthNotEnded
from .tables import ClosedMonth, FiscalYear


@answers(contract.list_fiscal_years)
def list_fiscal_years(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List the fiscal years, oldest first."""
    page = page_of(unit.session, select(FiscalYear), key=[FiscalYear.year], limit=limit, cursor=cursor)
    return Listed([year_shown(unit, row) for row in page.data], page.next_cursor)


def year_shown(unit: Unit, row: FiscalYear) -> dict[str, Any]:
    """Return a fiscal year as the API shows it."""
    return {
        "year": row.year, "starts_on": row.starts_on, "ends_on": row.ends_on, "state": row.state, "digest": row.digest,
        "result": None if row.result is None else Money(row.result, unit.currency),
    }  # fmt: skip


@answers(contract.close_month)
def close_month(unit: Unit, month: str) -> ClosedMonth:
    """Close a month that is over; closing it again changes nothing."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month):
        raise NotFound(what="month", id=month[:20])
    if month >= f"{unit.today:%Y-%m}":
        raise MonthNotEnded(month=month)
    hold_the_book(unit)
    unit.session.execute(insert(ClosedMonth).values(month=month, closed_at=unit.now).on_conflict_do_nothing())
    return unit.session.get_one(ClosedMonth, month)
