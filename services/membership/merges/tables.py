"""The merges of the register."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
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
