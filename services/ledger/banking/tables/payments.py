"""Orders to the bank, what each of them pays or collects, and the mandates to collect."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("ledger")


class PaymentOrder(Base):  # type: ignore[misc,valid-type]
    """An order to the bank: draft → approved → sent → executed, or cancelled."""

    __tablename__ = "payment_orders"
    __table_args__ = (
        CheckConstraint("kind IN ('credit_transfer', 'direct_debit')", name="kind"),
        CheckConstraint("state IN ('draft', 'approved', 'sent', 'executed', 'cancelled')", name="state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    account_id: Mapped[str]
    execution_on: Mapped[date]
    state: Mapped[str]
    count: Mapped[int]
    total: Mapped[int]
    made_at: Mapped[Moment]
    made_by: Mapped[str]
    approved_at: Mapped[Moment | None]
    approved_by: Mapped[str | None]
    sent_at: Mapped[Moment | None]
    cancelled_at: Mapped[Moment | None]
    reason: Mapped[str | None]


class PaymentOrderItem(Base):  # type: ignore[misc,valid-type]
    """One payment of an order: ``live`` until the bank line shows it ``executed``; then perhaps ``returned``.

    The name and IBAN are those of the day on which the order was made: what is approved is what is sent.
    """

    __tablename__ = "payment_order_items"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("state IN ('live', 'executed', 'returned', 'cancelled')", name="state"),
        UniqueConstraint("end_to_end"),
        # Nothing is paid twice: an item is in one live order at most.
        Index("uq_payment_order_items_live", "item_kind", "item_id", unique=True,
              postgresql_where=text("state = 'live'")),
        Index("ix_payment_order_items_order", "order_id"),
        Index("ix_payment_order_items_mandate", "mandate_id", postgresql_where=text("mandate_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    order_id: Mapped[str]
    item_kind: Mapped[str]
    item_id: Mapped[str]
    auxiliary: Mapped[str]
    amount: Mapped[int]
    end_to_end: Mapped[str]
    remittance: Mapped[str]
    name: Mapped[str]
    iban: Mapped[str]
    bic: Mapped[str | None]
    mandate_id: Mapped[str | None]
    sequence: Mapped[str | None]
    state: Mapped[str]


class Mandate(Base):  # type: ignore[misc,valid-type]
    """Somebody's signature that the cooperative may collect from an account (SEPA Core or B2B)."""

    __tablename__ = "mandates"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint("scheme IN ('CORE', 'B2B')", name="scheme"),
        CheckConstraint("kind IN ('recurrent', 'one_off')", name="kind"),
        Index("ix_mandates_auxiliary", "auxiliary"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[str]
    auxiliary: Mapped[str]
    scheme: Mapped[str]
    kind: Mapped[str]
    signed_on: Mapped[date]
    iban: Mapped[str]
    bic: Mapped[str | None]
    name: Mapped[str]
    # The next collection is the last one (FNAL).
    ends_with_next: Mapped[bool]
    recorded_at: Mapped[Moment]
    revoked_on: Mapped[date | None]
