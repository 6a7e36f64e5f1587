"""What was sold in a period, and to whom: the base of refunds."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import func, select

from services.commons.storage import Unit
from services.ledger.sales.known import merged_ones
from services.ledger.sales.rules import attributed
from services.ledger.sales.tables import Household, Sale


def by_member(unit: Unit, since: date, until: date) -> tuple[dict[str, int], int]:
    """Return what each member bought (minor units, returns deducted) and all sales of the period.

    What a household bought is its holder's, or in equal parts its members' where the bylaws say so
    (``sales.household_refunds``); who they were is told by the household as it was made up at each sale.
    """
    rows = unit.session.execute(
        select(Sale.member_id, Sale.household, Sale.household_version, func.sum(Sale.amount))
        .where(Sale.legacy.is_(False), Sale.day.between(since, until))
        .group_by(Sale.member_id, Sale.household, Sale.household_version)
    ).all()  # fmt: skip
    bought: Counter[str] = Counter()
    total = 0
    households: dict[tuple[str, int], int] = {}
    for member, household, version, amount in rows:
        total += int(amount)
        if member is not None:
            bought[member] += int(amount)
        elif household is not None and version is not None:
            households[household, version] = int(amount)
    if households:
        equally = unit.rules_on(until).bylaws("sales.household_refunds", "holder").value == "equal_parts"
        known = unit.session.scalars(select(Household).where(Household.id.in_({name for name, _ in households})))
        made_up = {(row.id, row.version): row.members for row in known}
        for key in sorted(households):
            for member, part in attributed(households[key], made_up[key], equally=equally).items():
                bought[member] += part
    for merged, survivor in merged_ones(unit).items():
        if merged in bought:
            bought[survivor] += bought.pop(merged)
    return dict(bought), total


def purchases(unit: Unit, since: date, until: date) -> tuple[dict[str, int], int]:
    """Return what each member bought on balance, as far as it is above zero, and all sales of the period."""
    bought, total = by_member(unit, since, until)
    return {member: amount for member, amount in bought.items() if amount > 0}, total
