"""Sums sales, for readers and for refunds."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import case, distinct, func, or_, select

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.storage import Listed, Unit
from services.ledger.sales import contract
from services.ledger.sales.summing import by_member
from services.ledger.sales.tables import Sale


@answers(contract.sales_summary)
def sales_summary(unit: Unit, legacy: bool, since: date | None, until: date | None) -> dict[str, Any]:
    """Sum the sales, legacy ones or the cooperative's own."""
    known = or_(Sale.member_id.is_not(None), Sale.household.is_not(None))
    to_members = case((known, Sale.amount), else_=0)
    buyers = func.count(distinct(Sale.buyer if legacy else func.coalesce(Sale.member_id, Sale.household)))
    wanted = select(
        func.count(), func.coalesce(func.sum(Sale.amount), 0), func.coalesce(func.sum(Sale.vat), 0),
        func.coalesce(func.sum(to_members), 0), buyers, func.min(Sale.day), func.max(Sale.day),
    ).where(Sale.legacy.is_(legacy))  # fmt: skip
    if since:
        wanted = wanted.where(Sale.day >= since)
    if until:
        wanted = wanted.where(Sale.day <= until)
    count, total, vat, members, bought, first, last = unit.session.execute(wanted).one()
    currency = unit.currency
    return {
        "legacy": legacy, "count": count, "total": Money(int(total), currency), "vat": Money(int(vat), currency),
        "members_total": Money(int(members), currency), "buyers": bought, "first": first, "last": last,
    }  # fmt: skip


@answers(contract.sales_by_member)
def list_sales_by_member(unit: Unit, since: date, until: date, limit: int, cursor: str | None) -> Listed:
    """List what each member bought, by member id; the cursor is the last id of the page before."""
    bought, _ = by_member(unit, since, until)
    rows: list[dict[str, Any]] = [
        {"member_id": member, "purchases": Money(bought[member], unit.currency)}
        for member in sorted(bought) if cursor is None or member > cursor
    ]  # fmt: skip
    return Listed(rows[:limit], rows[limit - 1]["member_id"] if len(rows) > limit else None)
