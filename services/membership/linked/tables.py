"""Dues paid to linked organisations, and which lapses were told."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


@audited(subject="member_id")
class LinkedMembership(Base):  # type: ignore[misc,valid-type]
    """Dues of a person or organisation to a linked organisation, under that organisation's reference."""

    __tablename__ = "linked_memberships"
    __table_args__ = (
        CheckConstraint("paid_from <= paid_until", name="forwards"),
        Index("uq_linked_memberships_reference", "organisation", "reference", unique=True,
              postgresql_where=text("voided_at IS NULL")),
        Index("ix_linked_memberships_member_id", "member_id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    organisation: Mapped[str]
    paid_from: Mapped[date | None]
    paid_until: Mapped[date]
    reference: Mapped[str]
    recorded_at: Mapped[Moment]
    voided_at: Mapped[Moment | None]


@audited(subject="member_id")
class LapseTold(Base):  # type: ignore[misc,valid-type]
    """That it was told when somebody's dues lapse."""

    __tablename__ = "lapses_told"

    member_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    organisation: Mapped[str] = mapped_column(primary_key=True)
    paid_until: Mapped[date] = mapped_column(primary_key=True)
    told_at: Mapped[Moment]
