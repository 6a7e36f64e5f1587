"""Grants, receives, defers and releases subsidies, and shows where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.documents import written
from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.requests import Chunk
from services.commons.storage import Listed, Unit, page_of
from services.ledger.funding import granting
from services.ledger.funding.actions.sources import source_of
from services.ledger.funding.contract import subsidies as contract
from services.ledger.funding.contract.sources import SUBSIDY_KINDS
from services.ledger.funding.rules import released_until
from services.ledger.funding.sheets import subsidy_sheet
from services.ledger.funding.spending import expense_lines, spent_of
from services.ledger.funding.tables import Subsidy, SubsidyMovement
from services.ledger.journal.posting import share_the_book
from services.ledger.journal.tables import entry_id

MOST_EXPENSES = 5_000


@answers(contract.grant_subsidy)
def grant_subsidy(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Record a subsidy and book what is due from its funder."""
    share_the_book(unit)
    source = source_of(unit, body["source"], SUBSIDY_KINDS)
    amount: Money = body["amount"]
    row = {
        **{name: body[name] for name in ("funder", "purpose", "conditions", "kind", "agreed_on", "period_from",
                                         "period_to", "release_from", "release_months")},
        "id": new_id("sby"), "source": source.slug, "amount": amount.minor, "currency": amount.currency,
        "account": granting.OPERATING if body["kind"] == "operating" else granting.INVESTMENT[source.kind],
        "instalments": [[one["expected_on"].isoformat(), one["amount"].minor] for one in body["instalments"]],
        "received": 0, "reduced": 0, "deferred": 0, "released": 0, "recorded_at": unit.now,
    }  # fmt: skip
    added = unit.session.scalar(insert(Subsidy).values(row).on_conflict_do_nothing().returning(Subsidy))
    if added is None:
        taken = unit.session.scalar(select(Subsidy.id).where(Subsidy.source == source.slug))
        raise contract.SubsidySourceTaken(source=source.slug, subsidy=taken)
    granting.grant(unit, added)
    return _now(unit, added)


@answers(contract.receive_subsidy)
def receive_subsidy(unit: Unit, subsidy_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Take an instalment."""
    row = granting.locked_subsidy(unit, subsidy_id)
    granting.receive(unit, row, body["amount"], body["received_on"] or unit.today, body["account"], body["reference"])
    return _now(unit, row)


@answers(contract.reduce_subsidy)
def reduce_subsidy(unit: Unit, subsidy_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Write off what will not come."""
    row = granting.locked_subsidy(unit, subsidy_id)
    granting.reduce(unit, row, body["amount"], body["decided_on"] or unit.today, body["reference"])
    return _now(unit, row)


@answers(contract.defer_subsidy)
def defer_subsidy(unit: Unit, subsidy_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Defer what was not spent until the end of a year, or the amount that is said."""
    row = granting.locked_subsidy(unit, subsidy_id)
    amount = body["amount"]
    if amount is None:
        spent = spent_of(unit, [row], body["day"])[row.id].within
        unspent = row.amount - row.reduced - row.deferred - max(spent, 0)
        if unspent <= 0 and row.kind == "operating":
            raise contract.NothingToMove(subsidy_id=row.id, what="deferred", date=body["day"])
        amount = Money(max(unspent, 0), row.currency)
    granting.defer(unit, row, amount, body["day"])
    return _now(unit, row)


@answers(contract.release_subsidy)
def release_subsidy(unit: Unit, subsidy_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Release what was deferred, or what the plan of an investment subsidy releases until a day."""
    row = granting.locked_subsidy(unit, subsidy_id)
    amount = body["amount"] or Money(_to_release(row, body["day"]), row.currency)
    if amount.minor <= 0:
        raise contract.NothingToMove(subsidy_id=row.id, what="released", date=body["day"])
    granting.release(unit, row, amount, body["day"])
    return _now(unit, row)


@answers(contract.correct_subsidy)
def correct_subsidy(unit: Unit, subsidy_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Undo a movement."""
    row = granting.locked_subsidy(unit, subsidy_id)
    granting.correct(unit, row, body["movement"], body["day"])
    return _now(unit, row)


def _to_release(row: Subsidy, day: date) -> int:
    if row.kind == "operating":
        return row.deferred
    if row.release_from is None or row.release_months is None:
        raise contract.ReleaseAmountMissing(subsidy_id=row.id)
    return released_until(row.amount - row.reduced, row.release_from, row.release_months, day) - row.released


@answers(contract.get_subsidy)
def get_subsidy(unit: Unit, subsidy_id: str, as_of: date | None) -> dict[str, Any]:
    """Show a subsidy."""
    return shown(unit, [_held(unit, subsidy_id)], as_of or unit.today)[0]


@answers(contract.list_subsidies)
def list_subsidies(unit: Unit, funder: str | None, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """List subsidies in the order they were recorded."""
    found = select(Subsidy) if funder is None else select(Subsidy).where(Subsidy.funder == funder)
    page = page_of(unit.session, found, key=[Subsidy.id], limit=limit, cursor=cursor)
    return Listed(shown(unit, page.data, as_of or unit.today), page.next_cursor)


@answers(contract.get_subsidy_document)
def get_subsidy_document(
    unit: Unit, subsidy_id: str, as_of: date | None, format: str, language: str, cursor: str | None
) -> Chunk:
    """Write the report on a subsidy."""
    row, day = _held(unit, subsidy_id), as_of or unit.today
    sheet = subsidy_sheet(unit, shown(unit, [row], day)[0], expense_lines(unit, row, day, MOST_EXPENSES))
    return written(unit, sheet, format, language, cursor, name=f"subsidy-{row.source}-{day.isoformat()}")


def _now(unit: Unit, row: Subsidy) -> dict[str, Any]:
    """Return a subsidy with all that happened to it so far, whatever the day it is dated."""
    last = unit.session.scalar(select(func.max(SubsidyMovement.day)).where(SubsidyMovement.subsidy_id == row.id))
    return shown(unit, [row], max(unit.today, last or unit.today))[0]


def _held(unit: Unit, subsidy_id: str) -> Subsidy:
    row = unit.session.get(Subsidy, subsidy_id)
    if row is None:
        raise contract.UnknownSubsidy(subsidy_id=subsidy_id)
    return row


def shown(unit: Unit, rows: Sequence[Subsidy], day: date) -> list[dict[str, Any]]:
    """Return subsidies as they stood at the end of a day."""
    spent = spent_of(unit, rows, day)
    movements: defaultdict[str, list[SubsidyMovement]] = defaultdict(list)
    found = select(SubsidyMovement).where(
        SubsidyMovement.subsidy_id.in_([row.id for row in rows]), SubsidyMovement.day <= day
    )
    for movement in unit.session.scalars(found.order_by(SubsidyMovement.day, SubsidyMovement.id)):
        movements[movement.subsidy_id].append(movement)
    return [_view(row, movements[row.id], spent[row.id].within, spent[row.id].outside, day) for row in rows]


def _view(row: Subsidy, movements: list[SubsidyMovement], within: int, outside: int, day: date) -> dict[str, Any]:
    def money(minor: int) -> Money:
        return Money(minor, row.currency)

    def moved(kind: str) -> int:
        return sum(one.amount for one in movements if one.kind == kind)

    received, reduced, deferred, released = (moved(kind) for kind in ("receipt", "reduction", "deferral", "release"))
    operating = row.kind == "operating"
    return {
        **{name: getattr(row, name) for name in ("id", "source", "funder", "purpose", "conditions", "kind", "agreed_on",
                                                 "period_from", "period_to")},
        "as_of": day, "amount": money(row.amount), "received": money(received), "reduced": money(reduced),
        "outstanding": money(row.amount - received - reduced), "spent": money(within),
        "spent_outside_period": money(outside), "remaining": money(row.amount - reduced - within),
        "deferred": money(deferred - released if operating else 0), "released": money(released),
        "instalments": _instalments(row, received, day),
        "movements": [
            {"id": one.id, "kind": one.kind, "date": one.day, "amount": money(one.amount), "reference": one.reference,
             "corrects": one.corrects, "entry": entry_id(one.entry)}
            for one in movements
        ],
    }  # fmt: skip


def _instalments(row: Subsidy, received: int, day: date) -> list[dict[str, Any]]:
    """Return the expected instalments; what was received fills the earliest first."""
    found = []
    for expected_on, amount in sorted(row.instalments):
        part = min(amount, received)
        received -= part
        overdue = part < amount and date.fromisoformat(expected_on) < day
        found.append({"expected_on": date.fromisoformat(expected_on), "amount": Money(amount, row.currency),
                      "received": Money(part, row.currency), "overdue": overdue})  # fmt: skip
    return found
