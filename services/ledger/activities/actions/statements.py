"""Shows the period of an activity, a cooperation group, an establishment or the shared services, from their lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.accounts.chart import accounts_named
from services.ledger.activities import contract
from services.ledger.activities.actions.treasuries import known_activity, treasury_shown
from services.ledger.activities.contract.refusals import UnknownGroup
from services.ledger.activities.rules import CHARGED, PRODUCED, SHARED_SERVICES, Treasury, together
from services.ledger.activities.sums import sums_by_month, sums_where, treasuries
from services.ledger.activities.tables import Activity
from services.ledger.contributions.booking import contribution_shown
from services.ledger.contributions.tables import Contribution
from services.ledger.journal.tables import EntryLine

MOST_CONTRIBUTIONS = 500
PERFORMANCE = ("6", "7", CHARGED, PRODUCED)


@dataclass(frozen=True)
class Scope:
    """Whose period it is: what it is called, which lines are its, which activities it holds, and how it is shown."""

    name: str
    condition: Any
    activities: tuple[str, ...]
    facts: Mapping[str, Any]


def of_activity(unit: Unit, activity_id: str) -> Scope:
    """Return the scope of one activity."""
    one = known_activity(unit, activity_id)
    facts = {"activity_id": one.id, "code": one.code, "establishment": one.establishment}
    return Scope(one.code, EntryLine.activity == one.id, (one.id,), facts)


def of_group(unit: Unit, group_id: str) -> Scope:
    """Return the scope of a cooperation group: all its activities."""
    found = unit.session.execute(
        select(Activity.id, Activity.code).where(Activity.group_id == group_id).order_by(Activity.code)
    ).all()
    if not found:
        raise UnknownGroup(what="cooperation group", id=group_id)
    ids = tuple(row.id for row in found)
    return Scope(group_id, EntryLine.activity.in_(ids), ids, {"group_id": group_id, "activities": ids})


def of_establishment(unit: Unit, establishment: str) -> Scope:
    """Return the scope of an establishment: whatever was booked on its axis."""
    ids = tuple(unit.session.scalars(
        select(Activity.id).where(Activity.establishment == establishment).order_by(Activity.code)
    ))  # fmt: skip
    if not ids:
        raise UnknownGroup(what="establishment", id=establishment)
    facts = {"establishment": establishment, "activities": ids}
    return Scope(establishment, EntryLine.establishment == establishment, ids, facts)


def of_shared_services(unit: Unit) -> Scope:
    """Return the scope of what activities pay for together."""
    return Scope(SHARED_SERVICES, EntryLine.activity == SHARED_SERVICES, (), {})


@answers(contract.activity_statement)
def activity_statement(unit: Unit, activity_id: str, since: date, until: date) -> dict[str, Any]:
    """Show an activity's period."""
    return statement(unit, of_activity(unit, activity_id), since, until)


@answers(contract.group_statement)
def group_statement(unit: Unit, group_id: str, since: date, until: date) -> dict[str, Any]:
    """Show a cooperation group's period."""
    return statement(unit, of_group(unit, group_id), since, until)


@answers(contract.establishment_statement)
def establishment_statement(unit: Unit, establishment: str, since: date, until: date) -> dict[str, Any]:
    """Show an establishment's period."""
    return statement(unit, of_establishment(unit, establishment), since, until)


@answers(contract.shared_services_statement)
def shared_services_statement(unit: Unit, since: date, until: date) -> dict[str, Any]:
    """Show the shared services' period."""
    return statement(unit, of_shared_services(unit), since, until)


def statement(unit: Unit, scope: Scope, since: date, until: date) -> dict[str, Any]:
    """Return the period of a scope: its performance, its months, what stands at the end, and its treasury."""
    sums, standing = (sums_where(unit.session, scope.condition, first, until) for first in (since, None))
    months = sums_by_month(unit.session, scope.condition, since, until)
    labels = accounts_named(unit.session, sorted({*sums, *standing}))
    shown = {account: -amount for account, amount in sums.items() if account.startswith(PERFORMANCE)}

    def money(minor: int) -> Money:
        return Money(minor, unit.currency)

    return {
        **scope.facts, "since": since, "until": until,
        **{name: money(minor) for name, minor in _performance(sums).items()},
        "accounts": [
            {"account": account, "label": labels[account].label, "amount": money(amount)}
            for account, amount in shown.items()
        ],
        "contributions": _contributions(unit, scope, since, until),
        "months": [
            {"month": month, **{name: money(minor) for name, minor in _performance(of).items()}}
            for month, of in months.items()
        ],
        "balance_sheet": _balance_sheet(standing, {code: row.label for code, row in labels.items()}, money),
        "treasury": treasury_shown(unit, _treasury(unit, scope, until)),
    }  # fmt: skip


def _performance(sums: Mapping[str, int]) -> dict[str, int]:
    """Return what sums by account (debit above zero) say of a period."""

    def of(*prefixes: str) -> int:
        return sum(amount for account, amount in sums.items() if account.startswith(prefixes))

    return {
        "revenue": -of("7"), "expenses": of("6"), "wages": of("64"), "contributed": of(CHARGED, PRODUCED),
        "result": -of(*PERFORMANCE),
    }  # fmt: skip


def _balance_sheet(standing: Mapping[str, int], labels: Mapping[str, str], money: Any) -> dict[str, Any]:
    """Return what stands on the axis; whatever was booked without it is held in common."""
    stands = {account: amount for account, amount in standing.items() if not account.startswith(PERFORMANCE)}

    def side(sign: int) -> list[dict[str, Any]]:
        return [
            {"account": account, "label": labels[account], "amount": money(sign * amount)}
            for account, amount in stands.items() if sign * amount > 0
        ]  # fmt: skip

    result = -sum(amount for account, amount in standing.items() if account.startswith(PERFORMANCE))
    in_common = result - sum(stands.values())
    return {"assets": side(1), "liabilities": side(-1), "result": money(result), "in_common": money(in_common)}


def _treasury(unit: Unit, scope: Scope, until: date) -> Treasury:
    """Return what the activities of a scope have, each counted by itself and then together."""
    return together(treasuries(unit.session, scope.activities or [SHARED_SERVICES], until).values())


def _contributions(unit: Unit, scope: Scope, since: date, until: date) -> list[dict[str, Any]]:
    if not scope.activities:
        return []
    booked = unit.session.scalars(
        select(Contribution).where(Contribution.activity_id.in_(scope.activities), Contribution.since >= since,
                                   Contribution.until <= until)
        .order_by(Contribution.id).limit(MOST_CONTRIBUTIONS)
    )  # fmt: skip
    return [contribution_shown(unit, row) for row in booked]
