"""The bureau of an assembly."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment
from services.voting.assemblies.tables.base import Base


class Officer(Base):  # type: ignore[misc,valid-type]
    """A member who holds an office of the bureau for a time: ``chair``, ``teller`` (two of them) or ``secretary``."""

    __tablename__ = "officers"
    __table_args__ = (
        CheckConstraint("office IN ('chair','teller','secretary')", name="office"),
        # A member holds one office at a time.
        Index("uq_officers_in_office", "assembly_id", "member_id", unique=True,
              postgresql_where=text("ended_at IS NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"), index=True)
    office: Mapped[str]
    member_id: Mapped[str]
    named_at: Mapped[Moment]
    # A teller acts once it has accepted.
    accepted_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
    # Why it ended: ``left``, ``declined`` or ``resigned``; who follows names whom it replaces.
    ended_for: Mapped[str | None]
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("officers.id"), unique=True)
