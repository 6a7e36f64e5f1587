"""Decisions as they were taken, by whom, and whether it was theirs to take."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


@audited()
class Decision(Base):  # type: ignore[misc,valid-type]
    """One decision, judged by the statutes of the day on which it was taken.

    ``belongs_to`` says of one outside the competence of its organ which organs it belongs to, and by which article. A
    resolution of the assembly is one decision, however often it is told; annulled, it stays with the day.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint("outside_competence = (belongs_to IS NOT NULL)", name="sent_on"),
        CheckConstraint("organ_kind IN ('assembly', 'body', 'group')", name="organ_kind"),
        Index("ix_decisions_taken_on", "taken_on", "id"),
        Index("ix_decisions_outside", "taken_on", "id", postgresql_where=text("outside_competence")),
        Index("ix_decisions_meeting_id", "meeting_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    # A resolution of which nobody has said yet what it is about has none.
    subject: Mapped[str | None]
    text: Mapped[str | None]
    organ_kind: Mapped[str]
    organ: Mapped[str]
    level: Mapped[str | None]
    # The level that the statutes give to the subject; None where they give it to nobody.
    subject_level: Mapped[str | None]
    outside_competence: Mapped[bool]
    belongs_to: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    article: Mapped[str]
    taken_on: Mapped[date]
    meeting_id: Mapped[str | None] = mapped_column(ForeignKey("meetings.id"))
    # The item of the meeting's agenda.
    item: Mapped[int | None]
    resolution_id: Mapped[str | None] = mapped_column(unique=True)
    effect: Mapped[str | None]
    annulled_on: Mapped[date | None]
    recorded_at: Mapped[Moment]
