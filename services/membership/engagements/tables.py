"""Contracts of employment and support, and the payroll figures of each year."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Json, Moment, tables_of

Base = tables_of("membership")


@audited(subject="person_id")
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
    # Why it ended; None while it runs, and where nobody said.
    end_reason: Mapped[str | None]
    # The last day agreed upon, and the minutes worked a week, as the latest amendment says.
    term_on: Mapped[date | None]
    weekly_minutes: Mapped[int | None]
    recorded_at: Mapped[Moment]


@audited(subject="engagement_id>engagements.person_id")
class ContractAmendment(Base):  # type: ignore[misc,valid-type]
    """A dated change of a contract: what it said before and says since (form, weekly_minutes, term_on).

    Invariant: the numbers of one contract begin at one without a gap, and their days never go backwards.
    """

    __tablename__ = "contract_amendments"

    engagement_id: Mapped[str] = mapped_column(ForeignKey("engagements.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    effective_on: Mapped[date]
    reference: Mapped[str | None]
    before: Mapped[Json]
    after: Mapped[Json]
    recorded_at: Mapped[Moment]


@audited(subject="person_id")
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
