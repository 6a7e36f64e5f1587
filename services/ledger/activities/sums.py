"""Sums of the lines on the axis of activities: one question for any number of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from services.ledger.activities.rules import Treasury, treasury_of
from services.ledger.activities.tables import Receipt, Revenue
from services.ledger.journal.rules import CLOSING
from services.ledger.journal.tables import Entry, EntryLine

Sums = dict[str, int]


def sums_by_activity(
    session: Session, activities: Collection[str] | None = None, as_of: date | None = None
) -> dict[str, Sums]:
    """Return for each activity (all of them if not said) its sums by account, debit above zero, until a day."""
    wanted = select(EntryLine.activity, EntryLine.account, func.sum(EntryLine.amount)).where(
        EntryLine.activity.is_not(None)
    ).group_by(EntryLine.activity, EntryLine.account)  # fmt: skip
    if activities is not None:
        wanted = wanted.where(EntryLine.activity.in_(activities))
    if as_of is not None:
        wanted = wanted.join(Entry, Entry.seq == EntryLine.entry).where(Entry.day <= as_of)
    found: dict[str, Sums] = defaultdict(dict)
    for activity, account, amount in session.execute(wanted):
        found[str(activity)][account] = int(amount)
    return found


def unpaid_vat(
    session: Session, activities: Collection[str] | None = None, as_of: date | None = None
) -> dict[str, int]:
    """Return for each activity the VAT in what its customers owe: invoiced, less cancelled, less received."""

    def of(activity: Any, day: Any, vat: Any) -> Any:
        rows = select(activity.label("activity"), vat.label("vat")).where(day.is_not(None))
        if activities is not None:
            rows = rows.where(activity.in_(activities))
        return rows.where(day <= as_of) if as_of is not None else rows

    told = union_all(
        of(Revenue.activity_id, Revenue.day, Revenue.vat), of(Revenue.activity_id, Revenue.cancelled_on, -Revenue.vat),
        of(Receipt.activity_id, Receipt.day, -Receipt.vat),
    ).subquery()  # fmt: skip
    rows = session.execute(select(told.c.activity, func.sum(told.c.vat)).group_by(told.c.activity))
    return {activity: int(vat) for activity, vat in rows}


def treasuries(
    session: Session, activities: Collection[str] | None = None, as_of: date | None = None
) -> dict[str, Treasury]:
    """Return the treasury of each activity that something was booked for; of all of them in the same two questions."""
    sums, vat = sums_by_activity(session, activities, as_of), unpaid_vat(session, activities, as_of)
    return {activity: treasury_of(one, vat.get(activity, 0)) for activity, one in sums.items()}


def sums_where(session: Session, condition: Any, since: date | None, until: date) -> Sums:
    """Return the sums by account of the lines of which a condition is true, of entries between two days."""
    wanted = select(EntryLine.account, func.sum(EntryLine.amount)).join(Entry, Entry.seq == EntryLine.entry).where(
        condition, Entry.day <= until, Entry.journal != CLOSING
    ).group_by(EntryLine.account).order_by(EntryLine.account)  # fmt: skip
    if since is not None:
        wanted = wanted.where(Entry.day >= since)
    return {account: int(amount) for account, amount in session.execute(wanted) if amount}


def sums_by_month(session: Session, condition: Any, since: date, until: date) -> dict[str, Sums]:
    """Return the sums by account of each month (``2026-03``) between two days, in the order of time."""
    month = func.to_char(Entry.day, "YYYY-MM")
    rows = session.execute(
        select(month, EntryLine.account, func.sum(EntryLine.amount)).join(Entry, Entry.seq == EntryLine.entry)
        .where(condition, Entry.day.between(since, until), Entry.journal != CLOSING)
        .group_by(month, EntryLine.account).order_by(month)
    )  # fmt: skip
    found: dict[str, Sums] = defaultdict(dict)
    for name, account, amount in rows:
        found[name][account] = int(amount)
    return found
