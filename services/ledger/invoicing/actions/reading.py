"""Looks at invoices, and at what customers owe by how late it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.storage import Listed, Unit, page_of
from services.ledger.invoicing import contract
from services.ledger.invoicing.showing import held, shown
from services.ledger.invoicing.tables import Invoice

DUE = Invoice.total - Invoice.paid - Invoice.set_off
ISSUED = Invoice.state == "issued"
# The last day of lateness of each column but the last.
LATENESS = (("late_1_30", 30), ("late_31_60", 60), ("late_61_90", 90))


@answers(contract.get_invoice)
def get_invoice(unit: Unit, invoice_id: str) -> dict[str, Any]:
    """Show one invoice."""
    return shown(unit, held(unit, invoice_id))


@answers(contract.list_invoices)
def list_invoices(
    unit: Unit, state: str | None, kind: str | None, activity_id: str | None, customer: str | None, since: date | None,
    until: date | None, limit: int, cursor: str | None,
) -> Listed:  # fmt: skip
    """List invoices in the order in which they were drafted."""
    rows = select(Invoice)
    if state is not None:
        rows = rows.where(_in_state(state, unit.today))
    for column, value in ((Invoice.kind, kind), (Invoice.activity_id, activity_id), (Invoice.customer, customer)):
        if value is not None:
            rows = rows.where(column == value)
    if since is not None:
        rows = rows.where(Invoice.issued_on >= since)
    if until is not None:
        rows = rows.where(Invoice.issued_on <= until)
    page = page_of(unit.session, rows, key=[Invoice.id], limit=limit, cursor=cursor)
    return Listed([shown(unit, one) for one in page.data], page.next_cursor)


def _in_state(state: str, today: date) -> ColumnElement[bool]:
    if state in ("open", "settled"):
        return and_(ISSUED, DUE > 0 if state == "open" else DUE == 0)
    if state == "overdue":
        return and_(ISSUED, DUE > 0, Invoice.kind == "invoice", Invoice.due_on < today)
    return Invoice.state == state


@answers(contract.invoice_ageing)
def invoice_ageing(
    unit: Unit, as_of: date | None, activity_id: str | None, limit: int, cursor: str | None
) -> Listed:
    """Sum what is due by customer and by days of lateness; credit notes that are to be paid back are not taken off."""
    day = as_of or unit.today
    bounds = [day - timedelta(days=days) for _, days in LATENESS if (day - date.min).days >= days]
    edges = [day, *bounds, *[date.min] * (len(LATENESS) - len(bounds))]

    def between(first: date | None, last: date | None) -> Any:
        conditions = [Invoice.due_on >= first] if first else []
        conditions += [Invoice.due_on < last] if last else []
        return func.coalesce(func.sum(DUE).filter(and_(*conditions)), 0)

    columns = [between(day, None).label("not_due")]
    columns += [
        between(edges[place + 1], edges[place]).label(name) for place, (name, _) in enumerate(LATENESS)
    ]
    columns.append(between(None, edges[-1]).label("late_over_90"))
    owed = and_(ISSUED, DUE > 0, Invoice.kind == "invoice")
    rows = select(Invoice.customer, *columns).where(owed).group_by(Invoice.customer)
    if activity_id is not None:
        rows = rows.where(Invoice.activity_id == activity_id)
    page = page_of(unit.session, rows, key=[Invoice.customer], limit=limit, cursor=cursor, scalars=False)
    return Listed([_aged(unit, row) for row in page.data], page.next_cursor)


def _aged(unit: Unit, row: Any) -> dict[str, Any]:
    sums = {name: int(amount) for name, amount in row._mapping.items() if name != "customer"}
    money = {name: Money(minor, unit.currency) for name, minor in sums.items()}
    return {"customer": row.customer, **money, "due": Money(sum(sums.values()), unit.currency)}
