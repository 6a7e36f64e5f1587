"""Puts an account's statements in order, and tells what is missing between them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.ledger.banking.tables import BankLine, BankStatement, BankStatementLine


@dataclass(frozen=True)
class Link:
    """A statement in its place: its balance, and what is missing between it and the ones before (minor units)."""

    id: str
    closes_on: date
    closing: int | None
    gap: int


@dataclass(frozen=True)
class Chain:
    """The statements of an account in order; ``opening`` is the bank's balance before the first of them."""

    opening: int
    links: tuple[Link, ...]
    opens_on: date | None


def chain_of(session: Session, account_id: str) -> Chain:
    """Return an account's chain of statements.

    Each closing balance must be the one before it and the lines that no statement before it shows. Where no statement
    says a balance, the chain opens with nothing.
    """
    rows = ordered(session.scalars(select(BankStatement).where(BankStatement.account_id == account_id)).all())
    fresh = _fresh(session, account_id, rows)
    running: int | None = None
    opening = before = 0
    links: list[Link] = []
    for row in rows:
        gap = 0
        if running is None:
            before += fresh[row.id]
            if row.closing is not None:
                running, opening = row.closing, row.closing - before
        else:
            running += fresh[row.id]
            if row.closing is not None:
                gap, running = row.closing - running, row.closing
        links.append(Link(row.id, row.closes_on, row.closing, gap))
    return Chain(opening, tuple(links), min((row.opens_on for row in rows), default=None))


def gaps(session: Session, account_id: str) -> dict[str, int]:
    """Return what is missing before each statement, where something is."""
    return {link.id: link.gap for link in chain_of(session, account_id).links if link.gap}


def ordered(rows: Sequence[BankStatement]) -> list[BankStatement]:
    """Return statements by the days on which they close and open; of one day, each after the one it goes on from."""
    left = sorted(rows, key=lambda row: (row.closes_on, row.opens_on, row.id))
    found: list[BankStatement] = []
    while left:
        first = left[0]
        tied = [row for row in left if (row.closes_on, row.opens_on) == (first.closes_on, first.opens_on)]
        balance = found[-1].closing if found else None
        closings = {row.closing for row in tied}
        following = (
            next((row for row in tied if balance is not None and row.opening == balance), None)
            or next((row for row in tied if row.opening not in closings), None)
            or first
        )
        found.append(following)
        left.remove(following)
    return found


def _fresh(session: Session, account_id: str, rows: Sequence[BankStatement]) -> dict[str, int]:
    """Return the sum of the lines that each statement is the first to include in its balance.

    It includes those that it shows, and those of the days before it closes that others show; but a line that every
    statement shows as belated, booked on a day before it opens, was in no balance before.
    """
    amounts: dict[str, int] = {}
    booked: dict[str, date] = {}
    shown: dict[str, list[int]] = {}
    place = {row.id: number for number, row in enumerate(rows)}
    lines = session.execute(
        select(BankStatementLine.statement_id, BankStatementLine.line_id, BankLine.amount, BankLine.booked_on)
        .join(BankLine, BankLine.id == BankStatementLine.line_id).where(BankLine.account_id == account_id)
    )  # fmt: skip
    for statement, line, amount, day in lines:
        amounts[line], booked[line] = amount, day
        shown.setdefault(line, []).append(place[statement])
    # Statements stand in the order of their closing days, so that the first beyond a day is found by halving.
    closings = [row.closes_on for row in rows]
    sums = [0] * len(rows)
    for line, places in shown.items():
        first = min(places)
        if any(rows[number].opens_on <= booked[line] for number in places):
            first = min(first, bisect_right(closings, booked[line]))
        sums[first] += amounts[line]
    return {row.id: amount for row, amount in zip(rows, sums, strict=True)}


def lines_until(session: Session, account_id: str, day: date) -> int:
    """Return what the lines booked until a day come to."""
    found = session.scalar(
        select(func.coalesce(func.sum(BankLine.amount), 0))
        .where(BankLine.account_id == account_id, BankLine.booked_on <= day)
    )  # fmt: skip
    return int(found or 0)
