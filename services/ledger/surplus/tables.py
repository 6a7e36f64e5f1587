"""Payroll as membership told it, and the allocations that were posted."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Select, exists, select
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
    """The allocation of a year's surplus, by one resolution, in one entry (several where persons are many).

    A year has one that is not reversed; the fiscal year's lock keeps a second one out.
    """

    __tablename__ = "surplus_allocations"
    __table_args__ = (Index("ix_surplus_allocations_year", "year"),)

    resolution_id: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int]
    proposal_id: Mapped[str]
    entry: Mapped[int]
    last_entry: Mapped[int]
    recorded_at: Mapped[Moment]


class AllocationReversal(Base):  # type: ignore[misc,valid-type]
    """The counter-entries of an allocation whose resolution was annulled."""

    __tablename__ = "surplus_allocation_reversals"

    resolution_id: Mapped[str] = mapped_column(ForeignKey("surplus_allocations.resolution_id"), primary_key=True)
    entry: Mapped[int]
    last_entry: Mapped[int]
    recorded_at: Mapped[Moment]


def in_force(year: int) -> Select[Allocation]:
    """Return the statement that reads the allocation of a year that was not reversed."""
    reversed_ = exists().where(AllocationReversal.resolution_id == Allocation.resolution_id)
    return select(Allocation).where(Allocation.year == year, ~reversed_)


for table in (Allocation, AllocationReversal):
    never_changes(table.__table__)
