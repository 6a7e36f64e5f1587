"""Gathers what contributions are counted on: revenue invoiced or received, and purchases; one question for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, union_all

from services.commons.storage import Unit
from services.ledger.activities.tables import Activity, Receipt, Revenue
from services.ledger.capital.tables import Member
from services.ledger.contributions.rules import Basis, Owing, Period, RateRule
from services.ledger.contributions.tables import Contribution
from services.ledger.journal.rules import CLOSING
from services.ledger.journal.tables import Entry, EntryLine
from services.ledger.journal.years import running_year

Counted = dict[str, list[tuple[date, int]]]


def activities_owing(unit: Unit, rules: Collection[RateRule], period: Period) -> list[tuple[Activity, Owing]]:
    """Return the activities that something was counted for, by code, each with what its contribution rests on.

    Where a rule has a fixed part or a minimum, these are all that were open at the end of the period.
    """
    counted = {basis: _counted(unit, basis, period) for basis in sorted({rule.basis for rule in rules})}
    wanted: list[ColumnElement[bool]] = [Activity.id.in_({name for of in counted.values() for name in of})]
    if any(rule.asks_of_everyone for rule in rules):
        wanted.append(Activity.opened_on <= period.until)
    found = unit.session.scalars(select(Activity).where(or_(*wanted)).order_by(Activity.code)).all()
    owners = {activity.owners[0] for activity in found if activity.owners}
    categories = dict(unit.session.execute(select(Member.id, Member.category).where(Member.id.in_(owners))).all())
    before = _booked_in_year(unit, period) if any(rule.yearly is not None for rule in rules) else {}
    return [
        (
            one,
            Owing(
                one.code, categories.get(one.owners[0]) if one.owners else None, one.opened_on,
                {basis: of[one.id] for basis, of in counted.items() if one.id in of}, before.get(one.id, {}),
            ),
        )
        for one in found
    ]  # fmt: skip


def _counted(unit: Unit, basis: Basis, period: Period) -> Counted:
    found = _summed(unit, _receipts(period) if basis.recognised == "received" else _invoiced(period))
    if basis.purchases:
        for activity, bought in _summed(unit, _bought(basis.purchases, period)).items():
            found[activity] += bought
    return found


def _summed(unit: Unit, rows: Any) -> Counted:
    found: Counted = defaultdict(list)
    counted = rows.subquery()
    activity, day, amount = counted.c
    for name, on, summed in unit.session.execute(
        select(activity, day, func.sum(amount)).group_by(activity, day).order_by(activity, day)
    ):
        found[name].append((on, int(summed)))
    return found


def _invoiced(period: Period) -> Any:
    """Revenue on its day, and less what was cancelled on the day that it was."""
    told = select(Revenue.activity_id, Revenue.day, Revenue.amount).where(_within(Revenue.day, period))
    undone = select(Revenue.activity_id, Revenue.cancelled_on, -Revenue.amount)
    return union_all(told, undone.where(_within(Revenue.cancelled_on, period)))


def _receipts(period: Period) -> Any:
    return select(Receipt.activity_id, Receipt.day, Receipt.amount).where(_within(Receipt.day, period))


def _bought(accounts: Iterable[str], period: Period) -> Any:
    """What was debited to purchases on the axis of activities, taken off."""
    bought = or_(*(EntryLine.account.startswith(account, autoescape=True) for account in accounts))
    return (
        select(EntryLine.activity, Entry.day, -EntryLine.amount).join(Entry, Entry.seq == EntryLine.entry)
        .join(Activity, Activity.id == EntryLine.activity)
        .where(bought, _within(Entry.day, period), Entry.journal != CLOSING)
    )  # fmt: skip


def _within(day: Any, period: Period) -> Any:
    return day.between(period.since, period.until)


def _booked_in_year(unit: Unit, period: Period) -> dict[str, dict[str, int]]:
    """Return what other periods that end in the same fiscal year booked, by activity and rule."""
    span = running_year(unit, period.until)
    rows = unit.session.execute(
        select(Contribution.activity_id, Contribution.rule, func.sum(Contribution.amount))
        .where(Contribution.until.between(span.starts_on, span.ends_on), Contribution.since != period.since)
        .group_by(Contribution.activity_id, Contribution.rule)
    )  # fmt: skip
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for activity, rule, amount in rows:
        found[activity][rule] = int(amount)
    return found
