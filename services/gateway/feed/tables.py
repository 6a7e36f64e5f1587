"""The sequence that clients page through."""

from __future__ import annotations

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Json, Moment, tables_of

Base = tables_of("gateway")


class FeedEntry(Base):  # type: ignore[misc,valid-type]
    """An event at its place; places only grow, and a place once passed is never filled later."""

    __tablename__ = "feed"
    __table_args__ = (Index("ix_feed_type", "type", "seq"), Index("ix_feed_subject", "subject", "seq"))

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    subject: Mapped[str]
    envelope: Mapped[Json]
    recorded_at: Mapped[Moment]
