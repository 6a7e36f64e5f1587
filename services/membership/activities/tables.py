"""Establishments, activities with their owners, and cooperation groups."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


class Establishment(Base):  # type: ignore[misc,valid-type]
    """A place from which the cooperative works; those that the bylaws name are written when first used."""

    __tablename__ = "establishments"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    recorded_at: Mapped[Moment]


class CooperationGroup(Base):  # type: ignore[misc,valid-type]
    """People who run activities together, under a name."""

    __tablename__ = "cooperation_groups"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    recorded_at: Mapped[Moment]


class Activity(Base):  # type: ignore[misc,valid-type]
    """An economic activity of one owner or of a cooperation group."""

    __tablename__ = "activities"
    __table_args__ = (
        Index("ix_activities_establishment", "establishment"),
        Index("ix_activities_group_id", "group_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    establishment: Mapped[str] = mapped_column(ForeignKey("establishments.code"))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("cooperation_groups.id"))
    opened_on: Mapped[date]
    recorded_at: Mapped[Moment]


class ActivityOwner(Base):  # type: ignore[misc,valid-type]
    """An owner of an activity, from a day until another (inclusive) or until further notice."""

    __tablename__ = "activity_owners"
    __table_args__ = (Index("ix_activity_owners_party_id", "party_id"),)

    activity_id: Mapped[str] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date | None]
