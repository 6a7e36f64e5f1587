"""Balances on a day, from the stored periods; only a month in progress is read line by line."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from sqlalchemy import case, func, select, union_all
from sqlalchemy.orm import Session

from services.commons.canonical import digest
from services.ledger.journal.rules import CLOSING
from services.ledger.journal.tables import Balance, Entry, EntryLine


def balances_on(session: Session, day: date, *, before_closing: bool = False) -> dict[str, tuple[int, int]]:
    """Return debit and credit of every account that moved until the end of a day, by account.

    ``before_closing`` leaves out the entries that close a result in that day's month.
    """
    month = f"{day.year:04d}-{day.month:02d}"
    stored = select(Balance.account, Balance.debit, Balance.credit)
    if day.day == monthrange(day.year, day.month)[1]:
        last = month if before_closing else f"{month}+"
        parts = stored.where(Balance.period <= last)
    else:
        debit = case((EntryLine.amount > 0, EntryLine.amount), else_=0)
        credit = case((EntryLine.amount < 0, -EntryLine.amount), else_=0)
        lines = (
            select(EntryLine.account, debit, credit).join(Entry, Entry.seq == EntryLine.entry)
            .where(Entry.day.between(day.replace(day=1), day))
        )  # fmt: skip
        if before_closing:
            lines = lines.where(Entry.journal != CLOSING)
        parts = union_all(stored.where(Balance.period < month), lines)  # type: ignore[assignment]
    rows = parts.subquery()
    found = session.execute(
        select(rows.c[0], func.sum(rows.c[1]), func.sum(rows.c[2])).group_by(rows.c[0]).order_by(rows.c[0])
    )
    return {account: (int(debited), int(credited)) for account, debited, credited in found}


def books_digest(session: Session, day: date) -> str:
    """Return the digest of the trial balance on a day, before the closing of that month."""
    return balances_digest(balances_on(session, day, before_closing=True))


def balances_digest(balances: dict[str, tuple[int, int]]) -> str:
    """Return the digest of balances."""
    state: dict[str, Any] = {account: list(sums) for account, sums in balances.items()}
    return digest(state)


def result_of(session: Session, year: int) -> dict[str, int]:
    """Return what each account of classes 6 and 7 contributed to a year's result (credit positive)."""
    found = session.execute(
        select(EntryLine.account, func.sum(-EntryLine.amount)).join(Entry, Entry.seq == EntryLine.entry)
        .where(Entry.year == year, Entry.journal != CLOSING, EntryLine.account.between("6", "79999999999999"))
        .group_by(EntryLine.account).order_by(EntryLine.account)
    )  # fmt: skip
    return {account: int(amount) for account, amount in found if amount}
