"""The times in which this cooperative belongs to federations."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


@audited()
class Adhesion(Base):  # type: ignore[misc,valid-type]
    """An adhesion from a day until its last day (None while it runs); annulled before it ran, it ends before it began.

    At most one to a federation runs at a time.
    """

    __tablename__ = "adhesions"
    __table_args__ = (
        CheckConstraint("quality IN ('member', 'partner')", name="quality"),
        Index("uq_adhesions_running", "federation", unique=True, postgresql_where=text("left_on IS NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    federation: Mapped[str]
    quality: Mapped[str]
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    # The resolutions that began and ended it.
    joined_by: Mapped[str]
    left_by: Mapped[str | None]
    recorded_at: Mapped[Moment]
