"""The reserves that were reckoned under a participation agreement, each time they were booked."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of
from services.ledger.journal.tables import never_changes

Base = tables_of("ledger")


class Provision(Base):  # type: ignore[misc,valid-type]
    """A booking of the reserve of a year: what it came to then, and what was booked to reach it (minor units).

    ``fraction`` is the part of ``surplus``, which is the year's before participation.
    """

    __tablename__ = "participation_provisions"
    __table_args__ = (UniqueConstraint("year", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    surplus: Mapped[int]
    fraction: Mapped[str]
    reserve: Mapped[int]
    booked: Mapped[int]
    entry: Mapped[int]
    recorded_at: Mapped[Moment]


never_changes(Provision.__table__)
