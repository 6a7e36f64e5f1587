"""Calls dues, takes payments, waives and corrects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.storage import Listed, Unit, page_of
from services.ledger.dues import booking, calling, contract
from services.ledger.dues.tables import Dues, DuesMovement
from services.ledger.funding.actions.sources import source_of
from services.ledger.journal.posting import hold_the_book
from services.ledger.journal.tables import entry_id


@answers(contract.call_dues)
def call_dues(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Call the dues of a year; two calls at once do not call anybody twice, for each holds the book."""
    hold_the_book(unit)
    source = source_of(unit, body["source"], ["dues"]).slug if body["source"] else None
    made = calling.call(unit, body["year"], body["called_on"] or unit.today, body["due_on"], source)
    told = {name: getattr(made.call, name) for name in ("id", "year", "called_on", "due_on", "account", "source")}
    total = Money(made.call.total, unit.currency)
    return {**told, "count": made.call.count, "total": total, "left_out": made.left_out}


@answers(contract.list_dues)
def list_dues(
    unit: Unit, year: int | None, member: str | None, is_open: bool | None, limit: int, cursor: str | None
) -> Listed:
    """List dues in the order in which they were called."""
    found = select(Dues) if year is None else select(Dues).where(Dues.year == year)
    found = found if member is None else found.where(Dues.member_id == member)
    if is_open is not None:
        left = Dues.paid + Dues.waived < Dues.amount
        found = found.where(left if is_open else ~left)
    page = page_of(unit.session, found, key=[Dues.id], limit=limit, cursor=cursor)
    return Listed(_shown(unit, page.data), page.next_cursor)


@answers(contract.pay_dues)
def pay_dues(unit: Unit, dues_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Take a payment."""
    row = booking.locked_dues(unit, dues_id)
    booking.pay(unit, row, body["amount"], body["paid_on"] or unit.today, body["account"], body["reference"])
    return _shown(unit, [row])[0]


@answers(contract.waive_dues)
def waive_dues(unit: Unit, dues_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Waive what is unpaid."""
    row = booking.locked_dues(unit, dues_id)
    booking.waive(unit, row, body["reason"], body["waived_on"] or unit.today)
    return _shown(unit, [row])[0]


@answers(contract.correct_dues)
def correct_dues(unit: Unit, dues_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Undo a payment or waiver."""
    row = booking.locked_dues(unit, dues_id)
    booking.correct(unit, row, body["movement"], body["day"])
    return _shown(unit, [row])[0]


def _shown(unit: Unit, rows: Sequence[Dues]) -> list[dict[str, Any]]:
    """Return dues with their movements."""
    movements: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    found = select(DuesMovement).where(DuesMovement.dues_id.in_([row.id for row in rows])).order_by(DuesMovement.id)
    for one in unit.session.scalars(found):
        movements[one.dues_id].append({
            **{name: getattr(one, name) for name in ("id", "kind", "reference", "reason", "corrects")},
            "date": one.day, "amount": Money(one.amount, unit.currency), "entry": entry_id(one.entry),
        })  # fmt: skip
    return [
        {
            **{name: getattr(row, name) for name in ("id", "call_id", "member_id", "category", "year", "due_on")},
            **{name: Money(getattr(row, name), unit.currency) for name in ("amount", "paid", "waived", "outstanding")},
            "entry": entry_id(row.entry), "movements": movements[row.id],
        }
        for row in rows
    ]  # fmt: skip
