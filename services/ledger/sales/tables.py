"""Sales, once for each external id; the history older than the cooperative apart from its own."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of
from services.ledger.journal.tables import never_changes

Base = tables_of("ledger")


class Sale(Base):  # type: ignore[misc,valid-type]
    """A sale (or a return, below zero) with VAT, in minor units; ``member_id`` None: not to a member.

    A sale is no entry: the till's closing is. It is what refunds are shared out by.
    """

    __tablename__ = "sales"
    __table_args__ = (Index("ix_sales_day", "legacy", "day"),)

    legacy: Mapped[bool] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str | None]
    # Of legacy history only: the buyer's reference in the old system, which may be no member of today.
    buyer: Mapped[str | None]
    day: Mapped[date]
    amount: Mapped[int]
    vat: Mapped[int]
    recorded_at: Mapped[Moment]


never_changes(Sale.__table__)
