"""What a federation has received from its members; every figure is kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


class DisclosedFigure(Base):  # type: ignore[misc,valid-type]
    """One figure as one cooperative disclosed it; ``coop`` is by the exchange it came through, never by its word."""

    __tablename__ = "disclosed_figures"
    __table_args__ = (Index("ix_disclosed_figures_latest", "coop", "service", "figure", "as_of", "seq"),)

    # The order of arrival, which within one cooperative is the order of telling.
    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    event_id: Mapped[str] = mapped_column(unique=True)
    coop: Mapped[str]
    service: Mapped[str]
    figure: Mapped[str]
    value: Mapped[str]
    unit: Mapped[str]
    as_of: Mapped[date]
    received_at: Mapped[Moment]


class RefusedDisclosure(Base):  # type: ignore[misc,valid-type]
    """How often what one cooperative told was not taken, and why; a counter, so that no flood fills it."""

    __tablename__ = "refused_disclosures"

    coop: Mapped[str] = mapped_column(primary_key=True)
    # foreign_source | malformed | what the room that it was told to says
    reason: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_at: Mapped[Moment]
