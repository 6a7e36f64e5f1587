"""Requests of members to the assembly."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

from .contract import STATES

Base = tables_of("membership")


@audited(subject="member_id", personal=("subject", "text"))
class MemberRequest(Base):  # type: ignore[misc,valid-type]
    """A member's request. States: ``submitted`` → ``proposed`` → ``granted`` or ``refused``; or ``withdrawn``.

    A vote that is annulled leads back to ``proposed``, since its proposal stands again. The text is personal and
    stands here alone; the proposal has its digest.
    """

    __tablename__ = "member_requests"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_member_requests_member_id", "member_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    subject: Mapped[str]
    text: Mapped[str]
    state: Mapped[str]
    submitted_on: Mapped[date]
    proposal_id: Mapped[str | None]
    decided_on: Mapped[date | None]
    resolution_id: Mapped[str | None]
    recorded_at: Mapped[Moment]
