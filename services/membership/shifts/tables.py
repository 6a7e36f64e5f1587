"""Shifts, enrolments with attendance, leaves; a standing is never stored, it is derived."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Json, Moment, tables_of

Base = tables_of("membership")


class Shift(Base):  # type: ignore[misc,valid-type]
    """A slot to be staffed; its row is the lock under which places are taken."""

    __tablename__ = "shifts"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="forwards"),
        Index("ix_shifts_day", "day", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    # The legal day on which it starts.
    day: Mapped[date]
    places: Mapped[Json]
    # What a calendar made it from; the same calendar made twice finds it.
    slot: Mapped[str | None] = mapped_column(unique=True)
    recorded_at: Mapped[Moment]


class Enrolment(Base):  # type: ignore[misc,valid-type]
    """A member's place in a shift: ``enrolled → attended | missed | excused | replaced``, or ``withdrawn``."""

    __tablename__ = "enrolments"
    __table_args__ = (Index("ix_enrolments_member_id", "member_id"),)

    shift_id: Mapped[str] = mapped_column(ForeignKey("shifts.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), primary_key=True)
    role: Mapped[str]
    attendance: Mapped[str]
    replaced_by: Mapped[str | None]
    recorded_at: Mapped[Moment]
    marked_at: Mapped[Moment | None]


class Leave(Base):  # type: ignore[misc,valid-type]
    """A time in which a member owes no shift: ``leave`` or ``exemption``; days are inclusive."""

    __tablename__ = "leaves"
    __table_args__ = (Index("ix_leaves_member_id", "member_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    kind: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    recorded_at: Mapped[Moment]
