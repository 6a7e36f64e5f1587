"""What customers still owe, for whoever matches payments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.commons.money import Money
from services.ledger.invoicing.tables import Invoice


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something that is to be paid: an ``invoice`` by a customer, or a ``credit_note`` to one.

    ``reference`` is the number printed on it, ``auxiliary`` the customer, ``amount`` what is still due.
    """

    id: str
    kind: str
    reference: str
    auxiliary: str
    amount: Money
    due_on: date


def open_items(session: Session, auxiliaries: Collection[str] | None = None) -> list[OpenItem]:
    """Return the invoices and credit notes that something is due on, the earliest due first."""
    wanted = select(Invoice).where(Invoice.state == "issued", Invoice.total > Invoice.paid + Invoice.set_off)
    if auxiliaries is not None:
        wanted = wanted.where(Invoice.customer.in_(auxiliaries))
    return [
        OpenItem(one.id, one.kind, one.number, one.customer, Money(one.due, one.currency), one.due_on)
        for one in session.scalars(wanted.order_by(Invoice.due_on, Invoice.id))
        if one.number is not None and one.due_on is not None
    ]
