"""Exclusions that were proposed; what became of them is told by their proposals."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


@audited(subject="member_id", personal=("grounds",))
class Exclusion(Base):  # type: ignore[misc,valid-type]
    """A proposal to exclude a member; the grounds are personal and stand here alone, the proposal has their digest."""

    __tablename__ = "exclusions"
    __table_args__ = (Index("ix_exclusions_member_id", "member_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    membership_id: Mapped[str] = mapped_column(ForeignKey("memberships.id"))
    grounds: Mapped[str]
    invited_on: Mapped[date]
    hearing_on: Mapped[date]
    proposal_id: Mapped[str] = mapped_column(unique=True)
    article: Mapped[str]
    recorded_at: Mapped[Moment]
