"""What repeats: slots of the week, the members who come to them each time, and the days on which nobody comes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Json, Moment, tables_of

Base = tables_of("membership")


@audited()
class ShiftTemplate(Base):  # type: ignore[misc,valid-type]
    """A slot that comes back on one weekday of the weeks named (every week when none is), between two days."""

    __tablename__ = "shift_templates"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="forwards"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    # Monday is 0.
    weekday: Mapped[int]
    # Hours local to the cooperative, such as 09:00.
    starts_at: Mapped[str]
    ends_at: Mapped[str]
    places: Mapped[Json]
    # Letters of the rotation.
    weeks: Mapped[list[str]] = mapped_column(JSONB)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    recorded_at: Mapped[Moment]


@audited(subject="member_id")
class StandingEnrolment(Base):  # type: ignore[misc,valid-type]
    """A member comes to a slot each time that it comes back: the regular team."""

    __tablename__ = "standing_enrolments"
    __table_args__ = (
        Index("uq_standing_enrolments_running", "template_id", "member_id", unique=True,
              postgresql_where=text("ends_on IS NULL")),
        Index("ix_standing_enrolments_member_id", "member_id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    template_id: Mapped[str] = mapped_column(ForeignKey("shift_templates.id"))
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    role: Mapped[str]
    starts_on: Mapped[date]
    # Inclusive; a day before the start when it never came to anything.
    ends_on: Mapped[date | None]
    recorded_at: Mapped[Moment]


@audited()
class Closure(Base):  # type: ignore[misc,valid-type]
    """Days, both inclusive, on which no shift is made: holidays, works."""

    __tablename__ = "shift_closures"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="forwards"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str]
    # Since when it holds no longer; shifts that it cancelled stay cancelled.
    lifted_at: Mapped[Moment | None]
    recorded_at: Mapped[Moment]
