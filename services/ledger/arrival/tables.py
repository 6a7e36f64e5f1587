"""What arrived, and what the codes of the old books are here."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("ledger")


class Arrival(Base):  # type: ignore[misc,valid-type]
    """A FEC that was taken over; ``digest`` is that of what it says, whatever separator or alphabet it came in.

    ``posted`` of its ``entries`` are in the books; ``opening`` tells what became of those that open its year.
    """

    __tablename__ = "arrivals"
    __table_args__ = (CheckConstraint("opening IN ('none', 'posted', 'carried')", name="opening"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    entries: Mapped[int]
    lines: Mapped[int]
    amount: Mapped[int]
    posted: Mapped[int]
    opening: Mapped[str]
    # What was made for it (accounts, auxiliaries), what was left out of it, and what the law would have wanted of it.
    notes: Mapped[Any] = mapped_column(JSONB)
    arrived_at: Mapped[Moment]


class ArrivalCode(Base):  # type: ignore[misc,valid-type]
    """What a journal, account or auxiliary of the old books is here: as the treasurer said, or as the import found."""

    __tablename__ = "arrival_codes"
    __table_args__ = (CheckConstraint("kind IN ('journal', 'account', 'auxiliary')", name="kind"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    ours: Mapped[str]
