"""Members as the register knows them, their subscriptions, and the register of movements."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of
from services.ledger.journal.tables import never_changes

Base = tables_of("ledger")


class Member(Base):  # type: ignore[misc,valid-type]
    """A member or accepted applicant, as membership told; filled by its events alone."""

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int | None] = mapped_column(index=True)
    kind: Mapped[str]
    category: Mapped[str]
    admitted_on: Mapped[date | None]
    left_on: Mapped[date | None]


class Subscription(Base):  # type: ignore[misc,valid-type]
    """Shares subscribed at once by one member; ``paid`` is what was paid of ``amount`` so far, in minor units."""

    __tablename__ = "share_subscriptions"
    __table_args__ = (
        CheckConstraint("count > 0", name="count"),
        CheckConstraint("paid BETWEEN 0 AND amount", name="paid"),
        CheckConstraint("amount = count * unit_price", name="amount"),
        Index("ix_share_subscriptions_member", "member_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str]
    count: Mapped[int]
    unit_price: Mapped[int]
    amount: Mapped[int]
    paid: Mapped[int]
    subscribed_on: Mapped[date]
    reason: Mapped[str]
    entry: Mapped[int]


class Movement(Base):  # type: ignore[misc,valid-type]
    """A line of the share movement register: never changed, its number never given twice and without gaps.

    ``count`` and ``amount`` are signed: what comes is above zero. A subscription moves shares, a payment money.
    """

    __tablename__ = "share_movements"
    __table_args__ = (
        CheckConstraint("kind IN ('subscription', 'payment')", name="kind"),
        Index("ix_share_movements_member", "member_id"),
        Index("ix_share_movements_subscription", "subscription_id"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str]
    kind: Mapped[str]
    member_id: Mapped[str]
    subscription_id: Mapped[str]
    count: Mapped[int]
    unit_price: Mapped[int]
    amount: Mapped[int]
    signed_on: Mapped[date]
    effective_on: Mapped[date]
    reason: Mapped[str]
    reference: Mapped[str | None]
    entry: Mapped[int]
    recorded_at: Mapped[Moment]


class MovementCounter(Base):  # type: ignore[misc,valid-type]
    """The last number of the movement register; its row lock makes the numbers gapless."""

    __tablename__ = "share_movement_counter"

    only: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


never_changes(Movement.__table__)
