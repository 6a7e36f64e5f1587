"""Payroll as membership told it, and the allocations that were posted."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of
from services.ledger.journal.tables import never_changes

Base = tables_of("ledger")


class Payroll(Base):  # type: ignore[misc,valid-type]
    """What a person earned and worked in a year; filled by membership's events alone."""

    __tablename__ = "payrolls"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str | None]
    wages: Mapped[int]
    hours: Mapped[int]
    months_present: Mapped[int]
    seniority_months: Mapped[int]


class Allocation(Base):  # type: ignore[misc,valid-type]
    """The allocation of a year's surplus: one, by one resolution, in one entry (several where persons are many)."""

    __tablename__ = "surplus_allocations"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    proposal_id: Mapped[str]
    resolution_id: Mapped[str]
    entry: Mapped[int]
    last_entry: Mapped[int]
    recorded_at: Mapped[Moment]


never_changes(Allocation.__table__)
