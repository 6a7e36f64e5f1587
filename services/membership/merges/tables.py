"""The merges of the register, and who was found not to be one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Json, Moment, tables_of

Base = tables_of("membership")


@audited(subject="survivor_id")
class Merge(Base):  # type: ignore[misc,valid-type]
    """Who was merged into whom, why, and what moved; a row is merged once."""

    __tablename__ = "merges"

    id: Mapped[str] = mapped_column(primary_key=True)
    survivor_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), index=True)
    merged_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), unique=True)
    number: Mapped[int | None]
    merged_number: Mapped[int | None]
    reason: Mapped[str]
    merged_on: Mapped[date]
    # How many rows of each table moved.
    moved: Mapped[Json]
    recorded_at: Mapped[Moment]


@audited(subject=("member_id", "duplicate_id"))
class Distinction(Base):  # type: ignore[misc,valid-type]
    """Two rows that somebody looked at and that are not the same: they are proposed as duplicates no more.

    It ends when it is taken back, or when the two turn out to be one after all and are merged.
    """

    __tablename__ = "distinctions"
    __table_args__ = (
        CheckConstraint("member_id <> duplicate_id", name="two"),
        # Two are told apart once at a time, whichever of them was named first.
        Index("uq_distinctions_pair", text("least(member_id, duplicate_id)"),
              text("greatest(member_id, duplicate_id)"), unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("ix_distinctions_duplicate_id", "duplicate_id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    duplicate_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    reason: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[Moment]
    # Why it is no more: ``taken_back``, with a reason, or ``merged``.
    ended_at: Mapped[Moment | None]
    ended_by: Mapped[str | None]
    ended_for: Mapped[str | None]
    end_reason: Mapped[str | None]
