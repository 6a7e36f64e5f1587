"""Households and the times of persons in them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

from .contract import KINDS

Base = tables_of("membership")


@audited(subject="holder_id")
class Household(Base):  # type: ignore[misc,valid-type]
    """A household or couple, from a day until its last one (None while it runs); its row is the lock of its persons."""

    __tablename__ = "households"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint("until IS NULL OR until >= since - 1", name="forwards"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    # Whose purchases a household's are: the first member, or the longest in it when that one has gone.
    holder_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    article: Mapped[str]
    recorded_at: Mapped[Moment]


@audited(subject="person_id")
class HouseholdPlace(Base):  # type: ignore[misc,valid-type]
    """A person's time in a household; days are inclusive, and one that never ran ends the day before it began."""

    __tablename__ = "household_places"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since - 1", name="forwards"),
        Index("uq_household_places_running", "person_id", unique=True, postgresql_where=text("until IS NULL")),
        Index("ix_household_places_household_id", "household_id"),
        Index("ix_household_places_person_id", "person_id", "since"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    household_id: Mapped[str] = mapped_column(ForeignKey("households.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    since: Mapped[date]
    until: Mapped[date | None]
    recorded_at: Mapped[Moment]
