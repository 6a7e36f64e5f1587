"""Closes months for further postings, and opens them again as an exception.

Months close in order: whatever month is locked or closed, those before it are as well. ``closing`` is a lock during
which only who may close months (scope ``entries:close``) still posts: the accountant's last entries.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.ledger.journal.months import state_of_month
from services.ledger.journal.posting import hold_the_book
from services.ledger.journal.tables import FiscalYear, Month
from services.ledger.proof.heads import disclose_head, head_of_all

from . import contract
from .refusals import MonthInWrongState, MonthNotEnded, YearLocked
from .reopenings import log_reopening
from .tables import Reopening


@answers(contract.list_months)
def list_months(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List the months that somebody locked, closed or opened again."""
    return page_of(unit.session, select(Month), key=[Month.month], limit=limit, cursor=cursor)


@answers(contract.lock_month)
def lock_month(unit: Unit, month: str) -> Month:
    """Lock a month that is over, with those before it that are open; locking it again changes nothing."""
    state = _held_month(unit, month)
    if state == "closed":
        raise MonthInWrongState(month=month, state=state, needed="open")
    return _set(unit, month, "closing", instead_of=("open",))


@answers(contract.close_month)
def close_month(unit: Unit, month: str) -> Month:
    """Close a month that is over, with all before it; closing it again changes nothing."""
    state = _held_month(unit, month)
    row = _set(unit, month, "closed", instead_of=("open", "closing"))
    if state == "closed":
        return row
    head = head_of_all(unit)
    unit.emit(contract.month_closed, f"months/{month}", {"month": month, "position": head.position, "head": head.hash})
    disclose_head(unit, head)
    return row


@answers(contract.reopen_month)
def reopen_month(unit: Unit, month: str, body: dict[str, Any]) -> Reopening:
    """Open a month again and log it; what lies in accounts that are drawn up is not opened any more."""
    state = _held_month(unit, month)
    _need_unlocked_year(unit, month)
    if state == "open":
        raise MonthInWrongState(month=month, state=state, needed="closed")
    _set(unit, month, "open")
    logged = log_reopening(unit, "month", month, body["reason"])
    unit.emit(contract.month_reopened, f"months/{month}", {"month": month, "number": logged.number})
    return logged


def close_months_until(unit: Unit, day: date) -> None:
    """Close the months that are over by the end of a day, when their year is sealed."""
    next_day = day + timedelta(days=1)
    over = update(Month).where(Month.month < f"{next_day:%Y-%m}", Month.state != "closed")
    unit.session.execute(over.values(state="closed", changed_at=unit.now))


def _held_month(unit: Unit, month: str) -> str:
    """Return the state of a month that is over, with the book held."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month):
        raise NotFound(what="month", id=month[:20])
    if month >= f"{unit.today:%Y-%m}":
        raise MonthNotEnded(month=month)
    hold_the_book(unit)
    return state_of_month(unit.session, month)


def _set(unit: Unit, month: str, state: str, *, instead_of: tuple[str, ...] = ()) -> Month:
    """Write the state of a month, and of those before it that are in one of some states."""
    before = update(Month).where(Month.month < month, Month.state.in_(instead_of))
    unit.session.execute(before.values(state=state, changed_at=unit.now))
    row = insert(Month).values(month=month, state=state, changed_at=unit.now)
    unit.session.execute(
        row.on_conflict_do_update(
            index_elements=["month"], set_={"state": state, "changed_at": unit.now}, where=Month.state != state
        )
    )
    return unit.session.get_one(Month, month, populate_existing=True)


def _need_unlocked_year(unit: Unit, month: str) -> None:
    year, number = int(month[:4]), int(month[5:])
    last = date(year, number, monthrange(year, number)[1])
    locked = select(FiscalYear).where(FiscalYear.state != "open", FiscalYear.ends_on >= last)
    row = unit.session.scalar(locked.order_by(FiscalYear.year).limit(1))
    if row is not None:
        raise YearLocked(month=month, year=row.year, state=row.state)
