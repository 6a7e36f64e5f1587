"""Calls of dues, what each member owes for a year, and what became of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of
from services.ledger.journal.tables import never_changes

Base = tables_of("ledger")


class DuesCall(Base):  # type: ignore[misc,valid-type]
    """A call of the dues of a year: income on ``account``, with a source of funding if one was named."""

    __tablename__ = "dues_calls"
    __table_args__ = (CheckConstraint("count > 0 AND total > 0 AND due_on >= called_on", name="call"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int]
    called_on: Mapped[date]
    due_on: Mapped[date]
    account: Mapped[str]
    source: Mapped[str | None]
    count: Mapped[int]
    total: Mapped[int]
    recorded_at: Mapped[Moment]


class Dues(Base):  # type: ignore[misc,valid-type]
    """What a member owes for a year, called once; what is paid and waived is what the movements add up to."""

    __tablename__ = "dues"
    __table_args__ = (
        UniqueConstraint("member_id", "year"),
        CheckConstraint("amount > 0 AND paid >= 0 AND waived >= 0 AND paid + waived <= amount", name="sums"),
        Index("ix_dues_call", "call_id"),
        Index("ix_dues_open", "id", postgresql_where=text("paid + waived < amount")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str]
    member_id: Mapped[str]
    category: Mapped[str]
    year: Mapped[int]
    due_on: Mapped[date]
    amount: Mapped[int]
    paid: Mapped[int]
    waived: Mapped[int]
    entry: Mapped[int]

    @property
    def outstanding(self) -> int:
        """What is still to be paid, in minor units."""
        return self.amount - self.paid - self.waived


class DuesMovement(Base):  # type: ignore[misc,valid-type]
    """A payment or waiver; a correction is one of the same kind below zero, linked to what it undoes, once."""

    __tablename__ = "dues_movements"
    __table_args__ = (
        CheckConstraint("kind IN ('payment', 'waiver')", name="kind"),
        CheckConstraint("(amount < 0) = (corrects IS NOT NULL) AND amount <> 0", name="amount"),
        Index("ix_dues_movements_dues", "dues_id"),
        Index("ix_dues_movements_entry", "entry"),
        Index("uq_dues_movements_corrects", "corrects", unique=True, postgresql_where=text("corrects IS NOT NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    dues_id: Mapped[str]
    kind: Mapped[str]
    day: Mapped[date]
    amount: Mapped[int]
    reference: Mapped[str | None]
    reason: Mapped[str | None]
    entry: Mapped[int]
    corrects: Mapped[str | None]
    recorded_at: Mapped[Moment]


never_changes(DuesCall.__table__)
never_changes(DuesMovement.__table__)
