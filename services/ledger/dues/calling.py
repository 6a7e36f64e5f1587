"""Calls the dues of a year: once for each member, all of a call in one writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, insert, or_, select

from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital.tables import Member
from services.ledger.dues import contract
from services.ledger.dues.booking import RECEIVABLE
from services.ledger.dues.rules import due_after, tariff_of, yearly
from services.ledger.dues.tables import Dues, DuesCall
from services.ledger.journal.posting import post
from services.ledger.journal.rules import Draft, credit, debit

# The chart of associations (ANC 2018-06) has 756 for dues; in the general chart of 2025, with which these books begin,
# 756 holds gains of exchange, and dues are other income.
TERMS = {"due_days": 30, "account": "758"}


@dataclass(frozen=True)
class Called:
    """A call, and the categories that owe no fixed dues."""

    call: DuesCall
    left_out: list[str]


def call(unit: Unit, year: int, called_on: date, due_on: date | None, source: str | None) -> Called:
    """Call the dues of a year from every member on a day who was one in the year and is not called yet.

    What is owed is what the bylaws said on that day, or at the end of the year if that is past. Each member's dues
    are an entry, D 467 / C income. The caller holds the book.
    """
    if called_on < date(year, 1, 1):
        raise contract.DuesCalledEarly(year=year, earliest=date(year, 1, 1))
    terms = {**TERMS, **unit.rules_on(called_on).bylaws("dues_calls", {}).value}
    due_on = due_on or due_after(called_on, terms["due_days"])
    if due_on < called_on:
        raise contract.DuesDueBeforeCall(called_on=called_on, due_on=due_on)
    day = min(called_on, date(year, 12, 31))
    rule = unit.rules_on(day).bylaws("dues")
    members = _uncalled(unit, year, day, called_on)
    owed = {
        category: yearly(tariff_of(rule.value, category, day), unit.currency)
        for category in sorted({category for _, category in members})
    }  # fmt: skip
    call_id, account = new_id("duc"), str(terms["account"])
    rows: list[dict[str, Any]] = []
    drafts: list[Draft] = []
    for member_id, category in members:
        if amount := owed[category]:
            dues_id = new_id("due")
            rows.append({
                "id": dues_id, "call_id": call_id, "member_id": member_id, "category": category, "year": year,
                "due_on": due_on, "amount": amount.minor, "paid": 0, "waived": 0,
            })  # fmt: skip
            drafts.append(_draft(call_id, dues_id, member_id, year, called_on, amount, account, source))
    if not rows:
        raise contract.NoDuesToCall(article=rule.article, date=called_on, year=year)
    posted = post(unit, drafts)
    unit.session.execute(insert(Dues), [{**row, "entry": one.seq} for row, one in zip(rows, posted, strict=True)])
    made = DuesCall(
        id=call_id, year=year, called_on=called_on, due_on=due_on, account=account, source=source, count=len(rows),
        total=sum(row["amount"] for row in rows), recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(made)
    unit.session.flush()
    return Called(made, [category for category, amount in owed.items() if amount is None])


def _draft(
    call_id: str, dues_id: str, member_id: str, year: int, day: date, amount: Money, account: str, source: str | None
) -> Draft:
    lines = (debit(RECEIVABLE, amount, auxiliary=member_id), credit(account, amount, funding_source=source))
    return Draft("operations", day, f"Dues {dues_id} of {year}", lines, None, {"source": call_id})


def _uncalled(unit: Unit, year: int, day: date, called_on: date) -> list[tuple[str, str]]:
    """Return ids and categories of who was admitted by a day, has not left by the call, and is not called yet."""
    called = exists().where(Dues.member_id == Member.id, Dues.year == year)
    rows = unit.session.execute(
        select(Member.id, Member.category)
        .where(Member.admitted_on <= day, or_(Member.left_on.is_(None), Member.left_on >= called_on), ~called)
        .order_by(Member.id)
    )
    return [(row.id, row.category) for row in rows]
