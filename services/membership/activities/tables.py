"""Establishments, trades, activities with their owners and states, and cooperation groups."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


@audited()
class Establishment(Base):  # type: ignore[misc,valid-type]
    """A place from which the cooperative works; those that the bylaws name are written when first used."""

    __tablename__ = "establishments"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    recorded_at: Mapped[Moment]
    # None: as long as anybody remembers.
    opened_on: Mapped[date | None]
    # The last day; None while it is open.
    closed_on: Mapped[date | None]


@audited()
class Trade(Base):  # type: ignore[misc,valid-type]
    """A trade that people carry on, beside those that the bylaws name."""

    __tablename__ = "trades"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    recorded_at: Mapped[Moment]


@audited()
class CooperationGroup(Base):  # type: ignore[misc,valid-type]
    """People who run activities together, under a name."""

    __tablename__ = "cooperation_groups"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    recorded_at: Mapped[Moment]


@audited()
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
    # Where it is by now; where it was on a day before a move, the move knows.
    establishment: Mapped[str] = mapped_column(ForeignKey("establishments.code"))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("cooperation_groups.id"))
    opened_on: Mapped[date]
    recorded_at: Mapped[Moment]
    # The code of a trade: one of the bylaws, or one of the table above.
    trade: Mapped[str | None]


@audited(subject="party_id")
class ActivityOwner(Base):  # type: ignore[misc,valid-type]
    """An owner of an activity, from a day until another (inclusive) or until further notice.

    ``part`` is an exact fraction of the activity, such as ``1/3``; None: as much as each of the other owners.
    Invariant: on every day either no owner of an activity has a part, or all have and they sum to one.
    """

    __tablename__ = "activity_owners"
    __table_args__ = (Index("ix_activity_owners_party_id", "party_id"),)

    activity_id: Mapped[str] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date | None]
    part: Mapped[str | None]


@audited()
class ActivityState(Base):  # type: ignore[misc,valid-type]
    """What an activity became on a day, until the next such day; before the first it is open since it was opened.

    - ``open``: it works, and invoices;
    - ``paused``: it rests; what was sold before may still be paid;
    - ``closed``: it sells nothing after the day on which it was closed.
    """

    __tablename__ = "activity_states"
    __table_args__ = (CheckConstraint("state IN ('open', 'paused', 'closed')", name="state"),)

    activity_id: Mapped[str] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    state: Mapped[str]
    reason: Mapped[str | None]
    recorded_at: Mapped[Moment]


@audited()
class ActivityMove(Base):  # type: ignore[misc,valid-type]
    """An activity went from one establishment to another on a day."""

    __tablename__ = "activity_moves"

    activity_id: Mapped[str] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    establishment: Mapped[str] = mapped_column(ForeignKey("establishments.code"))
    former: Mapped[str] = mapped_column(ForeignKey("establishments.code"))
    recorded_at: Mapped[Moment]
