"""Entries that wait: their lines never change, their state does once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment

from .tables import Base
from .triggers import never_changes


class PendingEntry(Base):  # type: ignore[misc,valid-type]
    """An entry that is agreed on but not posted yet: ``pending`` → ``posted``, ``voided`` or ``expired``, once."""

    __tablename__ = "pending_entries"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'posted', 'voided', 'expired')", name="state"),
        CheckConstraint("(state = 'pending') = (settled_at IS NULL)", name="settled"),
        CheckConstraint("(state = 'posted') = (entry IS NOT NULL)", name="posted"),
        Index("ix_pending_entries_expires_at", "expires_at", postgresql_where=text("state = 'pending'")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    journal: Mapped[str]
    day: Mapped[date]
    label: Mapped[str]
    reference: Mapped[str | None]
    currency: Mapped[str]
    details: Mapped[Any] = mapped_column("metadata", JSONB)
    attachments: Mapped[Any] = mapped_column(JSONB)
    expires_at: Mapped[Moment]
    recorded_at: Mapped[Moment]
    settled_at: Mapped[datetime | None]
    entry: Mapped[int | None]


class PendingLine(Base):  # type: ignore[misc,valid-type]
    """A line of a pending entry; it moves no balance, and counts against policies until the entry is settled."""

    __tablename__ = "pending_lines"
    __table_args__ = (CheckConstraint("amount <> 0", name="amount"),)

    pending: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    account: Mapped[str]
    amount: Mapped[int]
    auxiliary: Mapped[str | None]
    activity: Mapped[str | None]
    establishment: Mapped[str | None]
    working_group: Mapped[str | None]
    funding_source: Mapped[str | None]


never_changes(PendingLine.__table__)
