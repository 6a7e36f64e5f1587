"""Which movements were taken over from an older register."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("ledger")


class TakenOver(Base):  # type: ignore[misc,valid-type]
    """A line of a history that was taken over, by the id that it has there, and the digest of what it said."""

    __tablename__ = "share_history"

    external_id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    # The subscription or redemption that it made, or moved.
    subject: Mapped[str]
    taken_at: Mapped[Moment]
