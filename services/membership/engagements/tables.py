"""Contracts of employment and support, and the payroll figures of each year."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


class Engagement(Base):  # type: ignore[misc,valid-type]
    """A contract with a person, apart from any membership; both days are inclusive."""

    __tablename__ = "engagements"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="forwards"),
        Index("uq_engagements_running", "person_id", unique=True, postgresql_where=text("ended_on IS NULL")),
        Index("ix_engagements_person_id_started_on", "person_id", "started_on"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    kind: Mapped[str]
    form: Mapped[str]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    recorded_at: Mapped[Moment]


class Payroll(Base):  # type: ignore[misc,valid-type]
    """What payroll said of a person and a year: wages in minor units, hours, months present, months of seniority."""

    __tablename__ = "payroll"

    person_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    wages: Mapped[int]
    hours: Mapped[int]
    months_present: Mapped[int]
    seniority_months: Mapped[int]
    recorded_at: Mapped[Moment]
