"""The contributions booked."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of
from services.ledger.journal.tables import never_changes

Base = tables_of("ledger")


class Contribution(Base):  # type: ignore[misc,valid-type]
    """A contribution booked; what is recorded late for the same period adds a row with the next ``part``."""

    __tablename__ = "contributions"
    __table_args__ = (
        UniqueConstraint("activity_id", "rule", "since", "until", "part"),
        Index("ix_contributions_until", "until"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    activity_id: Mapped[str]
    rule: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    part: Mapped[int]
    # What was counted, such as ``turnover invoiced``, or several when the rule changed within the period.
    basis: Mapped[str]
    base: Mapped[int]
    rate: Mapped[str | None]
    amount: Mapped[int]
    article: Mapped[str]
    entry: Mapped[int]
    recorded_at: Mapped[Moment]


never_changes(Contribution.__table__)
