"""Invoices, credit notes, what was paid of them, and the series that they are numbered in."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of
from services.ledger.activities.tables import only_changes

Base = tables_of("ledger")


class Invoice(Base):  # type: ignore[misc,valid-type]
    """An invoice or a credit note (whose amounts are above zero too): draft → issued, or discarded.

    Invariants: numbers of a series and year have no gaps; of an issued one nothing changes but what was ``paid``,
    what credit notes were ``set_off`` against it and what was ``credited`` in all; paid + set_off ≤ total.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        CheckConstraint("kind IN ('invoice', 'credit_note')", name="kind"),
        CheckConstraint("state IN ('draft', 'issued', 'discarded')", name="state"),
        CheckConstraint("(state = 'issued') = (number IS NOT NULL)", name="numbered"),
        CheckConstraint("paid >= 0 AND set_off >= 0 AND paid + set_off <= total", name="settled"),
        CheckConstraint("credited <= total", name="credited"),
        UniqueConstraint("series", "year", "place"),
        UniqueConstraint("number"),
        Index("ix_invoices_customer", "customer", "due_on"),
        Index("ix_invoices_activity", "activity_id", "issued_on"),
        Index("ix_invoices_credits", "credits"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str]
    activity_id: Mapped[str]
    customer: Mapped[str]
    # To whom it is addressed, as it stands on the document; the customer's name otherwise.
    bill_to: Mapped[Any] = mapped_column(JSONB)
    reference: Mapped[str | None]
    currency: Mapped[str]
    lines: Mapped[Any] = mapped_column(JSONB)
    payment_days: Mapped[int | None]
    delivered_on: Mapped[date | None]
    # The invoice that a credit note credits, and why.
    credits: Mapped[str | None]
    reason: Mapped[str | None]
    recorded_at: Mapped[Moment]
    # What is fixed when it is issued.
    series: Mapped[str | None]
    year: Mapped[int | None]
    place: Mapped[int | None]
    number: Mapped[str | None]
    issued_on: Mapped[date | None]
    due_on: Mapped[date | None]
    brackets: Mapped[Any] = mapped_column(JSONB)
    net: Mapped[int]
    vat: Mapped[int]
    total: Mapped[int]
    # The seller and the mentions that the law of the day asks for.
    legal: Mapped[Any] = mapped_column(JSONB)
    entry: Mapped[int | None]
    # What changes afterwards.
    paid: Mapped[int]
    set_off: Mapped[int]
    credited: Mapped[int]

    @property
    def due(self) -> int:
        """What is still to be paid: by the customer, or to them where it is a credit note."""
        return self.total - self.paid - self.set_off if self.state == "issued" else 0


class InvoicePayment(Base):  # type: ignore[misc,valid-type]
    """A payment of an invoice, or what was paid back of a credit note."""

    __tablename__ = "invoice_payments"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"), Index("ix_invoice_payments_invoice", "invoice_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    invoice_id: Mapped[str]
    day: Mapped[date]
    amount: Mapped[int]
    account: Mapped[str]
    reference: Mapped[str | None]
    entry: Mapped[int]
    recorded_at: Mapped[Moment]
    cancelled_on: Mapped[date | None]
    cancelled_entry: Mapped[int | None]


class InvoiceSeries(Base):  # type: ignore[misc,valid-type]
    """The last number given under a prefix in a year, and its day; its row lock makes the numbers gapless."""

    __tablename__ = "invoice_series"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
    last_on: Mapped[date]


only_changes(Invoice.__table__, "paid", "set_off", "credited", when="OLD.state <> 'draft'")
only_changes(InvoicePayment.__table__, "cancelled_on", "cancelled_entry")
