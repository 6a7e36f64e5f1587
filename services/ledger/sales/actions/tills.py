"""Closes tills and shows their closings."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.storage import Listed, Unit, page_of
from services.ledger.journal.posting import share_the_book
from services.ledger.journal.tables import entry_id
from services.ledger.sales import contract
from services.ledger.sales.closing import closed
from services.ledger.sales.tables import TillClosing


@answers(contract.close_till)
def close_till(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Book a till's closing, or answer as before when it was taken before."""
    share_the_book(unit)
    return _shown(unit, [closed(unit, body)])[0]


@answers(contract.get_till_closing)
def get_till_closing(unit: Unit, closing_id: str) -> dict[str, Any]:
    """Show a closing."""
    row = unit.session.get(TillClosing, closing_id)
    if row is None:
        raise contract.UnknownTillClosing(closing=closing_id)
    return _shown(unit, [row])[0]


@answers(contract.list_till_closings)
def list_till_closings(
    unit: Unit, register: str | None, since: date | None, until: date | None, limit: int, cursor: str | None
) -> Listed:
    """List closings by day."""
    found = select(TillClosing)
    found = found if register is None else found.where(TillClosing.register == register)
    found = found if since is None else found.where(TillClosing.day >= since)
    found = found if until is None else found.where(TillClosing.day <= until)
    page = page_of(unit.session, found, key=[TillClosing.day, TillClosing.id], limit=limit, cursor=cursor)
    return Listed(_shown(unit, page.data), page.next_cursor)


def _shown(unit: Unit, rows: Any) -> list[dict[str, Any]]:
    currency = unit.currency
    corrections = dict(
        unit.session.execute(
            select(TillClosing.corrects, TillClosing.id).where(TillClosing.corrects.in_([row.id for row in rows]))
        ).all()
    )

    def money(minor: int) -> Money:
        return Money(minor, currency)

    return [
        {
            **{name: getattr(row, name) for name in ("id", "external_id", "register", "booked_on", "establishment",
                                                     "working_group", "corrects", "recorded_at")},
            "date": row.day, "cash_difference": money(row.difference), "entry": entry_id(row.entry),
            "takings": [
                {"means": means, "amount": money(amount), "account": account, "auxiliary": auxiliary}
                for means, amount, account, auxiliary in row.takings
            ],
            "turnover": [
                {"rate": rate, "net": money(net), "vat": money(vat), "account": account}
                for rate, net, vat, account in row.turnover
            ],
            "taken": money(sum(part[1] for part in row.takings)),
            "sold": money(sum(part[1] + part[2] for part in row.turnover)),
            "vat": money(sum(part[2] for part in row.turnover)),
            "recorded_sales": {
                "count": row.sales_count, "total": money(row.sales_total),
                "difference": money(sum(part[1] + part[2] for part in row.turnover) - row.sales_total),
            },
            "corrected_by": corrections.get(row.id),
            "undone_by": entry_id(row.undone_by) if row.undone_by else None,
        }
        for row in rows
    ]  # fmt: skip
