"""Rectifications of the text in force on arrival, kept for good; and how many shares each member holds."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Json, Moment, tables_of

Base = tables_of("membership")


@audited()
class Rectification(Base):  # type: ignore[misc,valid-type]
    """An error of transcription put right: proposed by one actor, confirmed by another, never changed afterwards."""

    __tablename__ = "rectifications"
    __table_args__ = (
        CheckConstraint("confirmed_by <> proposed_by", name="two_people"),
        CheckConstraint("(confirmed_by IS NULL) = (version IS NULL)", name="confirmed"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    layer: Mapped[str]
    base_version: Mapped[int]
    changes: Mapped[Json]
    removals: Mapped[list[str]] = mapped_column(JSONB)
    reason: Mapped[str]
    proposed_by: Mapped[str]
    proposed_at: Mapped[Moment]
    confirmed_by: Mapped[str | None]
    confirmed_at: Mapped[Moment | None]
    version: Mapped[int | None]
    effective_on: Mapped[date | None]


class ShareHolding(Base):  # type: ignore[misc,valid-type]
    """How many shares a member holds, as the ledger told: what a change of the limits would touch."""

    __tablename__ = "share_holdings"

    member_id: Mapped[str] = mapped_column(primary_key=True)
    held: Mapped[int]
