"""Names that wait for the end of their books."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("ledger")


class KeptName(Base):  # type: ignore[misc,valid-type]
    """The name of somebody who was pseudonymised, and until when entries need it (inclusive).

    Whoever stood in no books has a row as well, erased on its day: nobody's name is told anew.
    """

    __tablename__ = "kept_names"
    __table_args__ = (Index("ix_kept_names_due", "until", postgresql_where=text("erased_at IS NULL")),)

    auxiliary: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[date]
    # Until when a bank statement shows them, where one does: no reason to keep the name.
    shown_until: Mapped[date | None]
    article: Mapped[str]
    recorded_at: Mapped[Moment]
    erased_at: Mapped[Moment | None]
