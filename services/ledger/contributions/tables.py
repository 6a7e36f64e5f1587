"""Activities as the books know them, their revenue, and the contributions booked."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of
from services.ledger.journal.tables import never_changes

Base = tables_of("ledger")


class Activity(Base):  # type: ignore[misc,valid-type]
    """An activity with its owners and establishment, as membership told; filled by its events alone."""

    __tablename__ = "activities"

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    establishment: Mapped[str]
    owners: Mapped[Any] = mapped_column(JSONB)
    group_id: Mapped[str | None]
    opened_on: Mapped[date]


class Revenue(Base):  # type: ignore[misc,valid-type]
    """Revenue of an activity, once for each external id; ``amount`` excludes VAT, in minor units."""

    __tablename__ = "revenues"
    __table_args__ = (Index("ix_revenues_day", "day", "activity_id"),)

    external_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str]
    activity_id: Mapped[str]
    day: Mapped[date]
    amount: Mapped[int]
    vat: Mapped[int]
    entry: Mapped[int]


class Contribution(Base):  # type: ignore[misc,valid-type]
    """A contribution booked; what is recorded late for the same period adds a row with the next ``part``."""

    __tablename__ = "contributions"
    __table_args__ = (UniqueConstraint("activity_id", "rule", "since", "until", "part"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    activity_id: Mapped[str]
    rule: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    part: Mapped[int]
    base: Mapped[int]
    rate: Mapped[str | None]
    amount: Mapped[int]
    article: Mapped[str]
    entry: Mapped[int]
    recorded_at: Mapped[Moment]


never_changes(Revenue.__table__)
never_changes(Contribution.__table__)
